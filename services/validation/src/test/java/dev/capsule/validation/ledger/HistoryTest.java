package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories through gate and ledger state, without a database; each seed is one history. */
class HistoryTest {
    private static final int STEPS = 24;
    private static final Set<ReasonCode> FLIPPED = EnumSet.of(
            ReasonCode.MANIFEST_MALFORMED,
            ReasonCode.UNKNOWN_CRYPTO_SUITE,
            ReasonCode.HASH_LENGTH,
            ReasonCode.KEY_MODE_UNKNOWN,
            ReasonCode.ALBUM_NOT_WRITABLE,
            ReasonCode.ALBUM_PIN_MISMATCH,
            ReasonCode.CREATOR_MISMATCH,
            ReasonCode.DEVICE_UNKNOWN,
            ReasonCode.DEVICE_ADDED_AFTER,
            ReasonCode.DEVICE_SIG_INVALID,
            ReasonCode.WRITE_SIG_INVALID);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldAcceptEveryValidHistory_andAgreeWithTheModel(long seed) {
        var history = History.of(new Random(seed), STEPS);
        var workspace = Histories.workspace(history);
        var model = new NaiveModel();

        for (var claim : history.claims) {
            model.add(claim, Histories.accept(workspace, claim));
            model.assertSame(workspace, Histories.key(history));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void shouldRefuseEveryFlippedBit(long seed) {
        var random = new Random(seed);
        var history = History.of(random, STEPS / 2);
        var workspace = Histories.workspace(history);
        for (var claim : history.claims) {
            for (int i = 0; i < 8; i++) {
                byte[] bytes = claim.manifest().encoded().toArray();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(Histories.codeOf(history, workspace, claim, bytes)).isIn(FLIPPED);
            }
            Histories.accept(workspace, claim);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void shouldAnswerEveryReplayWithItsReceipt_andRefuseEveryDrop(long seed) {
        var history = History.of(new Random(seed), STEPS);
        var claims = history.claims;
        var workspace = Histories.workspace(history);
        for (int i = 0; i < claims.size(); i++) {
            Histories.accept(workspace, claims.get(i));
            assertReplays(workspace, claims.subList(0, i + 1));
        }
        for (int dropped = 0; dropped < claims.size(); dropped++) {
            var next = successor(claims, dropped);
            if (next.isPresent()) {
                var without = Histories.workspace(history);
                claims.subList(0, dropped).forEach(claim -> Histories.accept(without, claim));
                assertStale(without, next.get());
            }
        }
    }

    /** Every record before its predecessor, and a successor before its create. */
    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void shouldRefuseEveryOtherOrder(long seed) {
        var history = History.of(new Random(seed), STEPS);
        var workspace = Histories.workspace(history);
        for (int i = 0; i < history.claims.size(); i++) {
            for (var later = successor(history.claims, i); later.isPresent(); ) {
                assertStale(workspace, later.get());
                later = successor(history.claims, history.claims.indexOf(later.get()));
            }
            Histories.accept(workspace, history.claims.get(i));
        }
    }

    private static void assertReplays(Workspace workspace, List<Claim> accepted) {
        for (int i = 0; i < accepted.size(); i++) {
            long seq = i + 1L;
            assertThat(Histories.judge(workspace, accepted.get(i)))
                    .isInstanceOfSatisfying(Verdict.Duplicate.class, duplicate -> assertThat(
                                    duplicate.receipt().syncSeq())
                            .isEqualTo(seq));
        }
    }

    private static void assertStale(Workspace workspace, Claim claim) {
        assertThat(Histories.judge(workspace, claim))
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        rejected -> assertThat(rejected.refusal().code()).isEqualTo(ReasonCode.STALE_REVIVAL));
    }

    private static Optional<Claim> successor(List<Claim> claims, int index) {
        var hash = claims.get(index).manifest().hash();
        return claims.stream()
                .filter(claim -> claim.manifest().priorHash().equals(Optional.of(hash)))
                .findFirst();
    }
}
