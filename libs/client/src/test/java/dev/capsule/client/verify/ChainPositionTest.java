package dev.capsule.client.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.fixture.ManifestForge;
import dev.capsule.client.fixture.World;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.manifest.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainPositionTest {
    private final World world = new World();
    private final dev.capsule.protocol.manifest.AssetManifest created =
            ManifestForge.create(world).manifest();
    private final dev.capsule.protocol.manifest.AssetManifest deleted =
            ManifestForge.after(world, Action.DELETE, created, created).manifest();
    private final dev.capsule.protocol.manifest.AssetManifest restored =
            ManifestForge.after(world, Action.TRASH_RESTORE, deleted, created).manifest();

    @Test
    void shouldTellEveryRelation_whenHistoriesAreCompared() {
        var local = LocalChain.of(List.of(created, deleted));
        var fork = ManifestForge.after(world, Action.DELETE, created, created)
                .with(15, Cbor.of("elsewhere"))
                .manifest();

        assertThat(ChainPosition.of(local, List.of(created, deleted))).isEqualTo(new ChainPosition.Same());
        assertThat(ChainPosition.of(local, List.of(created, deleted, restored)))
                .isEqualTo(new ChainPosition.Extends(List.of(restored)));
        assertThat(ChainPosition.of(local, List.of(created))).isEqualTo(new ChainPosition.Stale());
        assertThat(ChainPosition.of(local, List.of(created, fork))).isEqualTo(new ChainPosition.Divergent());
        assertThat(ChainPosition.of(local, List.of())).isEqualTo(new ChainPosition.Divergent());
        assertThat(ChainPosition.of(LocalChain.EMPTY, List.of(created)))
                .isEqualTo(new ChainPosition.Extends(List.of(created)));
    }
}
