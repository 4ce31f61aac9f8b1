package dev.capsule.quota.usage;

import static dev.capsule.protocol.manifest.BlobRole.DERIVATIVE;
import static dev.capsule.protocol.manifest.BlobRole.METADATA;
import static dev.capsule.protocol.manifest.BlobRole.ORIGINAL;
import static dev.capsule.quota.fixture.Ledger.blob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.QuotaStateChanged;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.reservation.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccountingTest {
    private static final int RECORD = Ledger.RECORD;

    private final World world = new World(Settings.limits(800, 1000));
    private final Ledger ledger = new Ledger(world);
    private final UserId alice = UserId.generate();
    private final UserId bob = UserId.generate();
    private final AlbumId album = new AlbumId(UUID.randomUUID());
    private final AlbumId other = new AlbumId(UUID.randomUUID());

    private static AssetId asset() {
        return new AssetId(UuidV7.generate());
    }

    private ManifestCommitted created(UserId user, AlbumId in, AssetId asset, String original, long size) {
        return ledger.committed(
                user,
                in,
                asset,
                ChangeKind.CREATED,
                List.of(blob(ORIGINAL, original, size), blob(METADATA, "meta-" + asset, 10)),
                List.of());
    }

    @Test
    void shouldMoveReservedToUsed_whenTheUploadIsCommitted() {
        var upload = World.upload();
        world.reserve(alice, upload, ORIGINAL, 300);
        var asset = asset();
        var event = ledger.committed(
                alice, album, asset, ChangeKind.CREATED, List.of(blob(ORIGINAL, "o", 300, upload)), List.of());

        world.deliver(event);

        assertThat(world.figures(alice).reserved()).isZero();
        assertThat(byRole(alice)).isEqualTo(Map.of(UsageRole.ORIGINAL, 300L, UsageRole.PROVENANCE, 60L));
        assertThat(world.figures(alice).used()).isEqualTo(300 + RECORD);
    }

    @Test
    void shouldConverge_whenReleaseAndCommitOfOneUploadComeInEitherOrder() {
        for (boolean releasedFirst : List.of(true, false)) {
            var user = UserId.generate();
            var upload = World.upload();
            world.reserve(user, upload, ORIGINAL, 300);
            var committed = ledger.committed(
                    user,
                    album,
                    asset(),
                    ChangeKind.CREATED,
                    List.of(blob(ORIGINAL, "r" + releasedFirst, 300, upload)),
                    List.of());
            var released = ledger.released(user, upload, 300);

            world.deliver(releasedFirst ? List.of(released, committed) : List.of(committed, released));
            world.deliver(committed);

            assertThat(world.figures(user).reserved()).isZero();
            assertThat(world.figures(user).used()).isEqualTo(300 + RECORD);
        }
    }

    @Test
    void shouldFreeTheReservation_whenTheManifestIsRejected() {
        var upload = World.upload();
        world.reserve(alice, upload, ORIGINAL, 300);

        world.deliver(ledger.rejected(alice, album, asset(), List.of(upload)));

        assertThat(world.figures(alice).reserved()).isZero();
        assertThat(world.figures(alice).used()).isZero();
    }

    @Test
    void shouldFreeTheReservations_whenTheManifestWasCommittedBefore() {
        // given: a manifest whose uploads came twice, so that the gate repeats itself without adding anything
        var asset = asset();
        var first = created(alice, album, asset, "o", 100);
        world.deliver(first);
        var before = byRole(alice);
        var original = World.upload();
        var metadata = World.upload();
        world.reserve(alice, original, ORIGINAL, 100);
        world.reserve(alice, metadata, METADATA, 10);
        var repeated = new ManifestCommitted(
                ledger.head(),
                album,
                asset,
                alice,
                ChangeKind.CREATED,
                first.syncSeq(),
                first.manifest(),
                first.manifestHash(),
                List.of(),
                List.of(),
                List.of(original, metadata));

        // when
        world.deliver(repeated);
        world.deliver(repeated);

        // then
        assertThat(world.figures(alice).reserved()).isZero();
        assertThat(byRole(alice)).isEqualTo(before);
        assertThat(world.comparison.report(world.tenant).found()).isZero();
    }

    @Test
    void shouldChangeNothing_whenEventsAreDeliveredAgain() {
        var asset = asset();
        var events = new ArrayList<Event>();
        events.add(created(alice, album, asset, "o", 100));
        events.add(ledger.committed(
                alice,
                album,
                asset,
                ChangeKind.REPLACED,
                List.of(blob(ORIGINAL, "o2", 70)),
                List.of(blob(ORIGINAL, "o", 100))));
        world.deliver(events);
        var before = byRole(alice);

        world.deliver(events);
        world.deliver(events.reversed());

        assertThat(before)
                .isEqualTo(Map.of(UsageRole.ORIGINAL, 70L, UsageRole.METADATA, 10L, UsageRole.PROVENANCE, 2L * RECORD));
        assertThat(byRole(alice)).isEqualTo(before);
    }

    @Test
    void shouldChargeTheFirstUploaderOnly_whenTwoReferToOneBlob() {
        world.deliver(created(alice, album, asset(), "same", 100), created(bob, other, asset(), "same", 100));

        assertThat(byRole(alice)).containsEntry(UsageRole.ORIGINAL, 100L);
        assertThat(byRole(bob)).doesNotContainKey(UsageRole.ORIGINAL).containsEntry(UsageRole.METADATA, 10L);
    }

    @Test
    void shouldMoveTheCostToTheOldestReferrer_whenThePayersLastReferenceIsPurged() {
        var carol = UserId.generate();
        var first = asset();
        var second = asset();
        world.deliver(
                created(alice, album, first, "same", 100),
                created(bob, other, asset(), "same", 100),
                created(carol, other, asset(), "same", 100),
                created(alice, album, second, "same", 100));

        world.deliver(ledger.purged(alice, album, first, List.of()));
        assertThat(byRole(alice)).as("one reference is left").containsEntry(UsageRole.ORIGINAL, 100L);

        world.deliver(ledger.purged(alice, album, second, List.of()));
        assertThat(byRole(alice)).containsEntry(UsageRole.ORIGINAL, 0L).containsEntry(UsageRole.METADATA, 0L);
        assertThat(byRole(bob)).containsEntry(UsageRole.ORIGINAL, 100L);
        assertThat(byRole(carol)).doesNotContainKey(UsageRole.ORIGINAL);
    }

    @Test
    void shouldNotMoveTheCostBack_whenTheFirstUploaderReturns() {
        var first = asset();
        world.deliver(created(alice, album, first, "same", 100), created(bob, other, asset(), "same", 100));
        world.deliver(ledger.purged(alice, album, first, List.of()));

        world.deliver(created(alice, album, asset(), "same", 100));

        assertThat(byRole(bob)).containsEntry(UsageRole.ORIGINAL, 100L);
        assertThat(byRole(alice)).containsEntry(UsageRole.ORIGINAL, 0L);
    }

    @Test
    void shouldChargeTheSamePayer_whenTheTwoAlbumsArriveTheOtherWayRound() {
        var fromAlice = created(alice, album, asset(), "same", 100);
        var fromBob = created(bob, other, asset(), "same", 100);

        world.deliver(fromBob);
        assertThat(byRole(bob)).containsEntry(UsageRole.ORIGINAL, 100L);
        world.deliver(fromAlice);

        assertThat(byRole(alice)).containsEntry(UsageRole.ORIGINAL, 100L);
        assertThat(byRole(bob)).containsEntry(UsageRole.ORIGINAL, 0L);
    }

    @Test
    void shouldCountTrashInFull_untilThePurge() {
        var asset = asset();
        world.deliver(created(alice, album, asset, "o", 100));

        world.deliver(ledger.committed(alice, album, asset, ChangeKind.DELETED, List.of(), List.of()));
        assertThat(byRole(alice))
                .containsEntry(UsageRole.TRASH, 110L)
                .containsEntry(UsageRole.ORIGINAL, 0L)
                .containsEntry(UsageRole.PROVENANCE, 120L);

        world.deliver(ledger.committed(alice, album, asset, ChangeKind.RESTORED, List.of(), List.of()));
        assertThat(byRole(alice)).containsEntry(UsageRole.TRASH, 0L).containsEntry(UsageRole.ORIGINAL, 100L);

        world.deliver(ledger.committed(alice, album, asset, ChangeKind.DELETED, List.of(), List.of()));
        var purge = ledger.purged(alice, album, asset, List.of());
        world.deliver(purge);
        world.deliver(purge);
        assertThat(byRole(alice)).containsEntry(UsageRole.TRASH, 0L).containsEntry(UsageRole.ORIGINAL, 0L);
        assertThat(world.figures(alice).used()).as("the chain stays").isEqualTo(4L * RECORD);
    }

    @Test
    void shouldEndWithNothing_whenThePurgeOvertakesTheCreate() {
        var asset = asset();
        var created = created(alice, album, asset, "o", 100);
        var purged = ledger.purged(alice, album, asset, List.of());

        world.deliver(purged);
        world.deliver(created);

        assertThat(world.figures(alice).used()).isEqualTo(RECORD);
    }

    @Test
    void shouldKeepTheBlob_whenTwoChainsOfOneAssetUseItAndOneLetsGo() {
        var asset = asset();
        var thumb = blob(DERIVATIVE, "d", 30);
        world.deliver(
                created(alice, album, asset, "o", 100),
                ledger.committed(alice, album, asset, ChangeKind.DERIVATIVE, "thumbnail", List.of(thumb), List.of()),
                ledger.committed(alice, album, asset, ChangeKind.DERIVATIVE, "preview", List.of(thumb), List.of()));
        assertThat(byRole(alice)).containsEntry(UsageRole.DERIVATIVE, 30L);

        world.deliver(ledger.committed(
                alice,
                album,
                asset,
                ChangeKind.DERIVATIVE,
                "preview",
                List.of(blob(DERIVATIVE, "e", 7)),
                List.of(thumb)));
        assertThat(byRole(alice)).containsEntry(UsageRole.DERIVATIVE, 37L);

        // a replace releases derivatives without naming their chain
        world.deliver(ledger.committed(
                alice, album, asset, ChangeKind.REPLACED, List.of(), List.of(thumb, blob(DERIVATIVE, "e", 7))));
        assertThat(byRole(alice)).containsEntry(UsageRole.DERIVATIVE, 0L);
    }

    @Test
    void shouldKeepTheReference_whenOneManifestReleasesAndAddsTheSameBlob() {
        var asset = asset();
        var original = blob(ORIGINAL, "o", 100);
        world.deliver(created(alice, album, asset, "o", 100));

        world.deliver(ledger.committed(alice, album, asset, ChangeKind.REPLACED, List.of(original), List.of(original)));

        assertThat(byRole(alice)).containsEntry(UsageRole.ORIGINAL, 100L);
    }

    @Test
    void shouldChargeTheSigner_whenAnotherMemberEditsTheMetadata() {
        var asset = asset();
        world.deliver(created(alice, album, asset, "o", 100));

        world.deliver(ledger.committed(
                bob,
                album,
                asset,
                ChangeKind.METADATA_UPDATED,
                List.of(blob(METADATA, "m2", 15)),
                List.of(blob(METADATA, "meta-" + asset, 10))));

        assertThat(byRole(alice)).containsEntry(UsageRole.METADATA, 0L).containsEntry(UsageRole.ORIGINAL, 100L);
        assertThat(byRole(bob)).containsEntry(UsageRole.METADATA, 15L);
    }

    @Test
    void shouldWalkThroughEveryState_whenFillingUpAndEmptyingTheTrash() {
        var big = asset();
        world.deliver(created(alice, album, asset(), "small", 700));
        assertThat(state(alice)).isEqualTo("OK");
        world.deliver(created(alice, album, big, "big", 200));
        assertThat(state(alice)).isEqualTo("HardExceeded");
        assertThat(world.figures(alice).state().graceExpiresAt())
                .contains(world.clock.instant().plus(Duration.ofDays(14)));
        assertThat(world.reserve(alice, 1)).isInstanceOf(Verdict.Refused.class);

        world.clock.forward(Duration.ofDays(14));
        assertThat(state(alice)).isEqualTo("HardExceeded");
        world.clock.forward(Duration.ofMillis(1));
        assertThat(state(alice)).isEqualTo("GraceExpired");
        var refused = (Verdict.Refused) world.reserve(alice, World.upload(), METADATA, 1);
        assertThat(refused.refusal().code().name()).isEqualTo("QUOTA_GRACE_EXPIRED");

        world.deliver(ledger.committed(alice, album, big, ChangeKind.DELETED, List.of(), List.of()));
        assertThat(state(alice)).as("trash counts").isEqualTo("GraceExpired");
        world.deliver(ledger.purged(alice, album, big, List.of()));
        assertThat(state(alice)).isEqualTo("SoftWarning");
        assertThat(world.figures(alice).state().graceExpiresAt()).isEmpty();
        assertThat(world.announced)
                .extracting(QuotaStateChanged::state)
                .containsExactly("HardExceeded", "GraceExpired", "SoftWarning");
    }

    private String state(UserId user) {
        return world.figures(user).state().wireName();
    }

    private Map<UsageRole, Long> byRole(UserId user) {
        return world.figures(user).byRole();
    }
}
