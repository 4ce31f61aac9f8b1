package dev.capsule.ingest.harness;

import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.AssetManifestBuilder;
import java.util.random.RandomGenerator;

/** An asset as a client has it before the upload: ciphertext, metadata blob, signed manifest. */
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
public record Photo(UserId user, AssetManifest manifest, byte[] original, byte[] metadata) {
    private static final HybridSigner SIGNER = new HybridSigner(Secret.of(new byte[HybridSigner.SEED_LENGTH]));
    private static final RandomGenerator RANDOM = RandomGenerator.of("L64X128MixRandom");

    public static Photo of(int size) {
        return of(UserId.generate(), AlbumId.generate(), size);
    }

    public static Photo of(UserId user, AlbumId album, int size) {
        return of(user, album, random(size), metadataBlob(200));
    }

    public static Photo of(UserId user, AlbumId album, byte[] original, byte[] metadata) {
        var manifest = new AssetManifestBuilder(Action.CREATE, AssetId.generate(), album, ProtocolVersion.CURRENT)
                .epoch(1)
                .content(Sha256.hash(original), original.length, Bytes.of(random(7)))
                .metadata(Sha256.hash(metadata))
                .author(user, DeviceId.generate(), "test/1", new Timestamp(TestClock.now()))
                .sign(SIGNER, SIGNER);
        return new Photo(user, manifest, original, metadata);
    }

    /** Another write to the same asset. */
    public AssetManifest next(Action action, byte[] newMetadata) {
        return new AssetManifestBuilder(action, manifest.assetId(), manifest.albumId(), ProtocolVersion.CURRENT)
                .epoch(1)
                .contentOf(manifest)
                .metadata(Sha256.hash(newMetadata))
                .author(user, DeviceId.generate(), "test/1", new Timestamp(TestClock.now()))
                .prior(manifest.hash())
                .sign(SIGNER, SIGNER);
    }

    public static HybridSigner signer() {
        return SIGNER;
    }

    public static DerivativeId derivativeId() {
        return DerivativeId.generate();
    }

    /** An envelope of suite 1 with random content. */
    public static byte[] metadataBlob(int size) {
        byte[] blob = random(size);
        blob[0] = 0;
        if (size > 1) {
            blob[1] = 1;
        }
        return blob;
    }

    public static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public Sha256 originalHash() {
        return Sha256.hash(original);
    }

    public Sha256 metadataHash() {
        return Sha256.hash(metadata);
    }
}
