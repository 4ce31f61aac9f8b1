package dev.capsule.quota.state;

import static dev.capsule.protocol.reason.ReasonCode.ACCOUNT_SUSPENDED;
import static dev.capsule.protocol.reason.ReasonCode.QUOTA_EXCEEDED;
import static dev.capsule.protocol.reason.ReasonCode.QUOTA_GRACE_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.state.QuotaState.GraceExpired;
import dev.capsule.quota.state.QuotaState.HardExceeded;
import dev.capsule.quota.state.QuotaState.Ok;
import dev.capsule.quota.state.QuotaState.SoftWarning;
import dev.capsule.quota.state.QuotaState.Suspended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenario X15: each state and each boundary. */
class QuotaStateTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration GRACE = Duration.ofDays(14);
    private static final Instant ENDS = NOW.plus(GRACE);
    private static final Limits LIMITS = Limits.of(80L, 100L);

    @ParameterizedTest
    @CsvSource({
        "0, OK",
        "79, OK",
        "80, SoftWarning",
        "99, SoftWarning",
        "100, HardExceeded",
        "101, HardExceeded",
    })
    void shouldFollowTheFigures_whenComingFromOk(long used, String expected) {
        assertThat(next(new Ok(), used, NOW).wireName()).isEqualTo(expected);
    }

    @Test
    void shouldStartTheGraceClock_whenTheHardLimitIsReached() {
        assertThat(next(new SoftWarning(), 100, NOW)).isEqualTo(new HardExceeded(ENDS));
    }

    @Test
    void shouldKeepTheGraceClock_whenStillFullLater() {
        assertThat(next(new HardExceeded(ENDS), 150, NOW.plus(Duration.ofDays(3))))
                .isEqualTo(new HardExceeded(ENDS));
    }

    @Test
    void shouldExpireOnlyAfterTheLastInstant_whenStillFull() {
        assertThat(next(new HardExceeded(ENDS), 100, ENDS)).isEqualTo(new HardExceeded(ENDS));
        assertThat(next(new HardExceeded(ENDS), 100, ENDS.plusMillis(1))).isEqualTo(new GraceExpired(ENDS));
    }

    @Test
    void shouldResetTheClock_whenFreedByOneByte() {
        var freed = next(new GraceExpired(ENDS), 99, ENDS.plusSeconds(5));

        assertThat(freed).isEqualTo(new SoftWarning());
        var again = ENDS.plusSeconds(6);
        assertThat(next(freed, 100, again)).isEqualTo(new HardExceeded(again.plus(GRACE)));
    }

    @Test
    void shouldGoOnCounting_whenSuspendedWhileFull() {
        var suspended = new HardExceeded(ENDS).next(new Measure(100, LIMITS, true), NOW, GRACE);

        assertThat(suspended).isEqualTo(new Suspended(Optional.of(ENDS)));
        assertThat(next(suspended, 100, ENDS.plusMillis(1))).isEqualTo(new GraceExpired(ENDS));
    }

    @Test
    void shouldForgetTheClock_whenFreedDuringASuspension() {
        var suspended = new Suspended(Optional.of(ENDS)).next(new Measure(0, LIMITS, true), NOW, GRACE);

        assertThat(suspended).isEqualTo(new Suspended(Optional.empty()));
        assertThat(next(suspended, 0, NOW)).isEqualTo(new Ok());
    }

    @Test
    void shouldNeverBeFull_whenThereIsNoLimit() {
        var measure = new Measure(Long.MAX_VALUE, Limits.UNLIMITED, false);

        assertThat(new Ok().next(measure, NOW, GRACE)).isEqualTo(new Ok());
    }

    @Test
    void shouldBeFullFromTheStart_whenTheLimitIsZero() {
        assertThat(new Ok().next(new Measure(0, Limits.of(null, 0L), false), NOW, GRACE))
                .isEqualTo(new HardExceeded(ENDS));
    }

    @Test
    void shouldRefuseExactlyWhatTheTableSays_inEveryStateAndOperation() {
        Map<QuotaState, List<Optional<ReasonCode>>> uploadsAndMetadata = Map.of(
                new Ok(), List.of(Optional.empty(), Optional.empty()),
                new SoftWarning(), List.of(Optional.empty(), Optional.empty()),
                new HardExceeded(ENDS), List.of(Optional.of(QUOTA_EXCEEDED), Optional.empty()),
                new GraceExpired(ENDS), List.of(Optional.of(QUOTA_GRACE_EXPIRED), Optional.of(QUOTA_GRACE_EXPIRED)),
                new Suspended(Optional.empty()),
                        List.of(Optional.of(ACCOUNT_SUSPENDED), Optional.of(ACCOUNT_SUSPENDED)));

        uploadsAndMetadata.forEach((state, expected) -> {
            assertThat(state.refusal(Operation.UPLOAD)).as("%s", state).isEqualTo(expected.get(0));
            assertThat(state.refusal(Operation.METADATA_GROWTH)).as("%s", state).isEqualTo(expected.get(1));
            for (var always : List.of(Operation.READ, Operation.DELETE, Operation.RESTORE)) {
                assertThat(state.refusal(always)).as("%s %s", state, always).isEmpty();
            }
        });
    }

    @Test
    void shouldComeBackTheSame_whenStoredAndRead() {
        for (var state : List.<QuotaState>of(
                new Ok(),
                new SoftWarning(),
                new HardExceeded(ENDS),
                new GraceExpired(ENDS),
                new Suspended(Optional.empty()))) {
            assertThat(QuotaState.of(state.wireName(), state.graceExpiresAt())).isEqualTo(state);
        }
    }

    private static QuotaState next(QuotaState from, long used, Instant at) {
        return from.next(new Measure(used, LIMITS, false), at, GRACE);
    }
}
