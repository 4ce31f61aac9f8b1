package dev.capsule.quota.reconcile;

import static dev.capsule.quota.fixture.Ledger.hash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.QuotaDriftFound;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events that never came leave every figure consistent: only the neighbours know better. */
class NeighbourComparisonTest {
    private final World world = new World(Settings.unlimited());
    private final Ledger ledger = new Ledger(world);
    private final UserId user = UserId.generate();
    private final AlbumId album = AlbumId.generate();

    @Test
    void shouldFindNothing_whenAllKnowTheSame() {
        world.deliver(stored("a", 300), stored("b", 20));
        world.neighbours.store(hash("a"), 300);
        world.neighbours.store(hash("b"), 20);
        world.neighbours.records(album, 2, 2L * Ledger.RECORD);

        assertThat(world.comparison.report(world.tenant).drifts()).isEmpty();
    }

    @Test
    void shouldTellWhatIsMissing_whenACommitNeverCame() {
        world.deliver(stored("a", 300));
        world.neighbours.store(hash("a"), 300);
        world.neighbours.store(hash("lost"), 77);
        world.neighbours.records(album, 2, 2L * Ledger.RECORD);

        var report = world.comparison.report(world.tenant);

        assertThat(report.drifts())
                .containsExactlyInAnyOrder(
                        new Drift("blob", null, hash("lost"), "stored by ingest", 0, 77),
                        new Drift(
                                "ledger",
                                null,
                                null,
                                "album " + album + ": 1 records known, the ledger has 2",
                                Ledger.RECORD,
                                2L * Ledger.RECORD));
        assertThat(report.bytes()).isEqualTo(77 + Ledger.RECORD);
    }

    @Test
    void shouldTellWhatIsTooMuch_whenAPurgeNeverCame() {
        world.deliver(stored("a", 300));
        world.neighbours.records(album, 1, Ledger.RECORD);

        assertThat(world.comparison.report(world.tenant).drifts())
                .containsExactly(new Drift("blob", null, hash("a"), "charged, but nothing refers to it", 300, 0));
    }

    @Test
    void shouldTakeInTheLedgerAgain_whenAnOperatorWantsWhatIsMissing() {
        world.ledger.addAll(List.of(stored("a", 300), stored("lost", 77)));
        world.deliver(world.ledger.getFirst());
        world.neighbours.store(hash("a"), 300);
        world.neighbours.store(hash("lost"), 77);
        world.neighbours.records(album, 2, 2L * Ledger.RECORD);

        var done = world.repair.run(world.tenant, "ticket 12");

        assertThat(done.found()).isEqualTo(2);
        assertThat(done.left()).isZero();
        assertThat(world.comparison.report(world.tenant).drifts()).isEmpty();
        assertThat(world.figures(user).used()).isEqualTo(377 + 2L * Ledger.RECORD);
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "blob repaired: " + hash("lost") + " stored by ingest from 0 to 77 bytes; ticket 12",
                        "ledger repaired: album " + album + ": 1 records known, the ledger has 2 from 60 to 120 bytes;"
                                + " ticket 12");
    }

    @Test
    void shouldSayWhatIsLeft_whenTheLedgerDoesNotHaveItEither() {
        world.neighbours.store(hash("stray"), 77);
        world.neighbours.records(album, 0, 0);

        var done = world.repair.run(world.tenant, "ticket 13");

        assertThat(done.found()).isOne();
        assertThat(done.left()).isOne();
        assertThat(lines()).isEmpty();
        assertThat(world.drifts).extracting(QuotaDriftFound::found).containsExactly(1L);
    }

    @Test
    void shouldTellTheOperatorOnce_untilTheResultIsAnother() {
        var drift = new Drift("used", user, null, "", 1, 5);
        var another = new Drift("used", user, null, "", 1, 6);

        world.notices.tell(world.tenant, List.of());
        world.notices.tell(world.tenant, List.of(drift));
        world.notices.tell(world.tenant, List.of(drift));
        world.notices.tell(world.tenant, List.of(another));
        world.notices.tell(world.tenant, List.of());
        world.notices.tell(world.tenant, List.of());

        assertThat(world.drifts).extracting(QuotaDriftFound::bytes).containsExactly(4L, 5L, 0L);
        assertThat(world.drifts).extracting(QuotaDriftFound::found).containsExactly(1L, 1L, 0L);
    }

    private List<String> lines() {
        return world.db.inTenant(world.tenant, tx -> world.audit.page(tx, world.tenant, Optional.empty())).stream()
                .map(line -> line.action() + ": " + line.detail())
                .toList();
    }

    @Test
    void shouldWait_whenAnEventIsOnItsWay() {
        var late = stored("late", 50);
        world.neighbours.store(hash("late"), 50);
        world.neighbours.records(album, 1, Ledger.RECORD);
        world.neighbours.afterFirstLook(() -> world.deliver(late));

        assertThat(world.comparison.report(world.tenant).drifts()).isEmpty();
    }

    @Test
    void shouldFindTheOne_whenThereAreSeveralPages() {
        var events = new ArrayList<ManifestCommitted>();
        IntStream.range(0, 2500).forEach(i -> {
            events.add(stored("p" + i, 10 + i));
            world.neighbours.store(hash("p" + i), 10 + i);
        });
        world.deliver(events);
        world.neighbours.records(album, events.size(), (long) events.size() * Ledger.RECORD);
        assertThat(world.comparison.report(world.tenant).drifts()).isEmpty();

        world.neighbours.drop(hash("p1234"));
        world.neighbours.store(hash("p77"), 88);

        assertThat(world.comparison.report(world.tenant).drifts())
                .extracting(Drift::hash, Drift::recorded, Drift::actual)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(hash("p1234"), 1244L, 0L),
                        org.assertj.core.groups.Tuple.tuple(hash("p77"), 87L, 88L));
    }

    private ManifestCommitted stored(String name, long size) {
        return ledger.committed(
                user,
                album,
                new AssetId(UuidV7.generate()),
                ChangeKind.CREATED,
                List.of(Ledger.blob(BlobRole.ORIGINAL, name, size)),
                List.of());
    }
}
