package dev.capsule.bench.protocol;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.AssetManifestBuilder;
import java.time.Instant;

/** One signed create manifest with the keys that verify it. */
record Fixture(AssetManifest manifest, HybridPublicKey deviceKey, HybridPublicKey writeTierKey) {
    static Fixture create() {
        var device = new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH));
        var writeTier = new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH));
        var manifest = new AssetManifestBuilder(
                        Action.CREATE, AssetId.generate(), AlbumId.generate(), ProtocolVersion.CURRENT)
                .epoch(1)
                .content(Sha256.hash(new byte[] {1}), 3_000_000, Bytes.of(new byte[7]))
                .metadata(Sha256.hash(new byte[] {2}))
                .author(UserId.generate(), DeviceId.generate(), "bench/1", new Timestamp(Instant.now()))
                .sign(device, writeTier);
        return new Fixture(manifest, device.publicKey(), writeTier.publicKey());
    }
}
