package dev.capsule.client.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.fixture.ManifestForge;
import dev.capsule.client.fixture.World;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.DerivativeManifestBuilder;
import dev.capsule.protocol.manifest.DerivativeRole;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DerivativeVerifierTest {
    private final World world = new World();
    private final VerifyContext context = world.context(
            world.atOne, LocalChain.of(List.of(ManifestForge.create(world).manifest())));
    private final DerivativeManifest added = derivative(world.asset, Optional.empty(), world.writeOne);

    private DerivativeManifest derivative(AssetId source, Optional<Sha256> prior, HybridSigner writer) {
        var builder = new DerivativeManifestBuilder(
                        source, DerivativeRole.THUMBNAIL, world.album, ProtocolVersion.CURRENT)
                .epoch(1)
                .content("image/webp", DerivativeId.generate(), Sha256.hash(new byte[] {5}), 10, Bytes.of(new byte[7]))
                .author(world.ada, world.adaDeviceId, "test", World.NOW);
        prior.ifPresent(builder::prior);
        return builder.sign(world.adaDevice, writer);
    }

    private Verdict verify(DerivativeManifest manifest, List<DerivativeManifest> chain) {
        return DerivativeVerifier.verify(manifest.encoded().toArray(), Optional.empty(), context, chain);
    }

    @Test
    void shouldAcceptAddAndReplace_whenTheyFollow() {
        var replaced = derivative(world.asset, Optional.of(added.hash()), world.writeOne);

        assertThat(verify(added, List.of())).isInstanceOf(Verdict.Accept.class);
        assertThat(verify(replaced, List.of(added))).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void shouldReject_whenItDoesNotFollow() {
        var replaced = derivative(world.asset, Optional.of(Sha256.ZERO), world.writeOne);
        var ofAnother = derivative(AssetId.generate(), Optional.empty(), world.writeOne);

        assertThat(verify(added, List.of(added))).isEqualTo(Verdict.reject(ClientReason.REPLAYED));
        assertThat(verify(replaced, List.of(added))).isEqualTo(Verdict.reject(ClientReason.FORGED_CHAIN));
        assertThat(verify(replaced, List.of())).isEqualTo(Verdict.reject(ClientReason.FORGED_CHAIN));
        assertThat(verify(ofAnother, List.of())).isEqualTo(Verdict.reject(ClientReason.FORGED_CHAIN));
    }

    @Test
    void shouldReject_whenAReaderSignsIt() {
        var forged = derivative(world.asset, Optional.empty(), World.signer());

        assertThat(verify(forged, List.of())).isEqualTo(Verdict.reject(ClientReason.BAD_WRITE_SIG));
    }
}
