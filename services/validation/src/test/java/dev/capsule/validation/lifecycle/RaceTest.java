package dev.capsule.validation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RaceTest extends ServiceTest {
    private static final int WRITERS = 32;
    private static final int STEPS = 3;

    @Test
    void shouldLetOneWinEachStep_whenManyWritersRaceForOneHead() throws Exception {
        var asset = Asset.committed(Album.of(Person.named("alice").published()).created());
        for (int step = 0; step < STEPS; step++) {
            var rivals = rivals(asset);

            var statuses = post(asset, rivals);

            assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 409).hasSize(WRITERS - 1);
            asset.chain.add(rivals.get(statuses.indexOf(201)));
            Bus.committed(asset.head().hash());
        }

        var events = Bus.seen(ManifestCommitted.class, e -> e.asset().equals(asset.id));
        assertThat(events).extracting(ManifestCommitted::syncSeq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(events)
                .extracting(ManifestCommitted::manifestHash)
                .containsExactlyElementsOf(
                        asset.chain.stream().map(AssetManifest::hash).toList());
    }

    private static List<AssetManifest> rivals(Asset asset) {
        var rivals = new ArrayList<AssetManifest>();
        for (int i = 0; i < WRITERS; i++) {
            rivals.add(
                    asset.draft(Action.DELETE, TestClock.now().minusSeconds(i)).manifest());
        }
        return rivals;
    }

    private static List<Integer> post(Asset asset, List<AssetManifest> rivals)
            throws InterruptedException, ExecutionException {
        var tasks = rivals.stream()
                .map(manifest -> (Callable<Integer>) () -> asset.post(manifest).statusCode())
                .toList();
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                statuses.add(done.get());
            }
        }
        return statuses;
    }
}
