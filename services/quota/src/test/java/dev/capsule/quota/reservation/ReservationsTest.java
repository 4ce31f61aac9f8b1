package dev.capsule.quota.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.limit.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final World world = new World(Settings.limits(80, 100));
    private final UserId user = UserId.generate();
    private final UploadId upload = World.upload();

    @Test
    void shouldGrant_whenTheLastByteFits() {
        assertGranted(world.reserve(user, 100));

        assertThat(world.figures(user).reserved()).isEqualTo(100);
        assertThat(refusal(world.reserve(user, 1)).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void shouldTellWhatIsFullAndByHowMuch_whenOneByteDoesNotFit() {
        world.reserve(user, 60);

        var refusal = refusal(world.reserve(user, 41));

        assertThat(refusal.members())
                .containsEntry("full", "account")
                .containsEntry("used", 0L)
                .containsEntry("reserved", 60L)
                .containsEntry("hard_limit", 100L)
                .containsEntry("requested", 41L)
                .containsEntry("excess", 1L)
                .containsEntry("state", "OK");
        assertThat(world.figures(user).reserved()).isEqualTo(60);
    }

    @Test
    void shouldCountOnce_whenTheSameRequestIsRepeated() {
        for (int i = 0; i < 3; i++) {
            assertGranted(world.reserve(user, upload, BlobRole.ORIGINAL, 70));
        }
        assertThat(world.figures(user).reserved()).isEqualTo(70);
    }

    @Test
    void shouldConflict_whenTheSameUploadHasOtherBytesRoleOrOwner() {
        world.reserve(user, upload, BlobRole.ORIGINAL, 10);

        assertThat(refusal(world.reserve(user, upload, BlobRole.ORIGINAL, 11)).code())
                .isEqualTo(ReasonCode.SESSION_CONFLICT);
        assertThat(refusal(world.reserve(user, upload, BlobRole.DERIVATIVE, 10)).code())
                .isEqualTo(ReasonCode.SESSION_CONFLICT);
        assertThat(refusal(world.reserve(UserId.generate(), upload, BlobRole.ORIGINAL, 10))
                        .code())
                .isEqualTo(ReasonCode.SESSION_CONFLICT);
        assertThat(world.figures(user).reserved()).isEqualTo(10);
    }

    @Test
    void shouldRefuse_whenTheSizeIsNotPositiveOrAbsurd() {
        assertThat(refusal(world.reserve(user, 0)).code()).isEqualTo(ReasonCode.SIZE_INVALID);
        assertThat(refusal(world.reserve(user, Long.MAX_VALUE)).code()).isEqualTo(ReasonCode.SIZE_TOO_LARGE);
    }

    @Test
    void shouldCountALeaseAsFreeFromItsEndOn_whenNothingHasSweptIt() {
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, DAY));

        world.clock.forward(DAY.minusMillis(1));
        assertThat(refusal(world.reserve(user, 1)).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        world.clock.forward(Duration.ofMillis(1));

        assertThat(world.figures(user).reserved()).isZero();
        assertGranted(world.reserve(user, 100));
        assertThat(world.figures(user).reserved()).isEqualTo(100);
    }

    @Test
    void shouldFreeTheBytes_whenTheSweeperComes() {
        world.reserve(world.request(user, upload, BlobRole.METADATA, 40, DAY));
        world.clock.forward(DAY);

        world.sweep.sweep();

        var account = world.db.inTenant(
                world.tenant,
                tx -> world.accountStore.find(tx, world.tenant, user).orElseThrow());
        assertThat(account.reserved()).isZero();
        assertThat(account.reservedMetadata()).isZero();
    }

    @Test
    void shouldReserveAnew_whenTheLeaseWasOverAndTheUploadAsksAgain() {
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 60, DAY));
        world.clock.forward(DAY);
        world.reserve(user, 50);

        assertThat(refusal(world.reserve(user, upload, BlobRole.ORIGINAL, 60)).code())
                .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertGranted(world.reserve(user, 50));
    }

    @Test
    void shouldKeepTheLonger_whenALeaseIsRenewed() {
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, Duration.ofHours(1)));
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, Duration.ofHours(3)));
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, Duration.ofHours(2)));

        world.clock.forward(Duration.ofMinutes(179));
        assertThat(world.figures(user).reserved()).isEqualTo(100);
        world.clock.forward(Duration.ofMinutes(1));
        assertThat(world.figures(user).reserved()).isZero();
    }

    @Test
    void shouldBoundTheLease_whenAskedForAYear() {
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, Duration.ofDays(365)));

        world.clock.forward(Duration.ofDays(2));

        assertThat(world.figures(user).reserved()).isZero();
    }

    @Test
    void shouldHoldOn_whenTheUploadHasLandedAndTheGateIsLate() {
        var ledger = new Ledger(world);
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 100, DAY));
        world.deliver(ledger.stored(
                user,
                new dev.capsule.protocol.id.AlbumId(java.util.UUID.randomUUID()),
                new dev.capsule.protocol.id.AssetId(dev.capsule.protocol.id.UuidV7.generate()),
                List.of(Ledger.blob(BlobRole.ORIGINAL, "o", 100, upload))));

        world.clock.forward(Duration.ofDays(7).minusMillis(1));
        assertThat(world.figures(user).reserved()).isEqualTo(100);
        world.clock.forward(Duration.ofMillis(1));
        assertThat(world.figures(user).reserved()).isZero();
    }

    @Test
    void shouldRefuse_whenTheUploadEndedBeforeTheReservationCame() {
        world.deliver(new Ledger(world).released(user, upload, 10));

        assertThat(refusal(world.reserve(user, upload, BlobRole.ORIGINAL, 10)).code())
                .isEqualTo(ReasonCode.SESSION_CONFLICT);
        assertThat(world.figures(user).reserved()).isZero();
    }

    @Test
    void shouldFreeOnce_whenTheReleaseIsDeliveredTwice() {
        var release = new Ledger(world).released(user, upload, 60);
        world.reserve(user, upload, BlobRole.ORIGINAL, 60);
        world.reserve(user, 40);

        world.deliver(release);
        world.deliver(release, release);

        assertThat(world.figures(user).reserved()).isEqualTo(40);
    }

    @Test
    void shouldLetMetadataBeyondTheLimitWithinItsHeadroom_whenOriginalsNoLongerFit() {
        var roomy = new World(Settings.limits(80, 100).withHeadroom(20));
        roomy.reserve(user, 100);

        assertThat(refusal(roomy.reserve(user, 1)).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertGranted(roomy.reserve(user, upload, BlobRole.METADATA, 20));
        assertThat(refusal(roomy.reserve(user, World.upload(), BlobRole.METADATA, 1))
                        .code())
                .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void shouldHoldTheCeilingOfTheTenant_whenAccountsHaveRoom() {
        var other = UserId.generate();
        int set = world.db.inTenant(world.tenant, tx -> {
            world.limits.set(tx, world.tenant, new Policy(Optional.empty(), OptionalLong.of(150)));
            return 1;
        });
        assertThat(set).isOne();
        world.reserve(world.request(user, upload, BlobRole.ORIGINAL, 90, DAY));
        assertGranted(world.reserve(other, 60));

        var refusal = refusal(world.reserve(other, 1));

        assertThat(refusal.code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(refusal.members()).containsEntry("full", "tenant").doesNotContainKeys("used", "reserved");
        // leases of others that are over make room at once
        world.clock.forward(DAY);
        assertGranted(world.reserve(other, 100));
    }

    @Test
    void shouldDecideOneAfterTheOther_whenABatchAsksForTheLastSlot() {
        var verdicts = world.reservations.reserve(
                world.tenant,
                List.of(
                        world.request(user, World.upload(), BlobRole.ORIGINAL, 60, DAY),
                        world.request(user, World.upload(), BlobRole.ORIGINAL, 60, DAY),
                        world.request(user, World.upload(), BlobRole.ORIGINAL, 40, DAY)));

        assertThat(verdicts.get(0)).isInstanceOf(Verdict.Granted.class);
        assertThat(verdicts.get(1)).isInstanceOf(Verdict.Refused.class);
        assertThat(verdicts.get(2)).isInstanceOf(Verdict.Granted.class);
        assertThat(world.figures(user).reserved()).isEqualTo(100);
    }

    static void assertGranted(Verdict verdict) {
        assertThat(verdict).isEqualTo(new Verdict.Granted());
    }

    static Refusal refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) verdict).refusal();
    }
}
