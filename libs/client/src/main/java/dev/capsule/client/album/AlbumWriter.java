package dev.capsule.client.album;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.keys.AlbumKeys;
import dev.capsule.client.keys.ContentKeys;
import dev.capsule.client.keys.EpochKeys;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.AssetManifestBuilder;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;
import java.time.Clock;
import java.time.Duration;

/** Signs for one album at its newest epoch. */
public final class AlbumWriter {
    public static final String CLIENT_VERSION = "capsule-java/0.1.0";

    private final KeyRing keys;
    private final AlbumKeys album;
    private final EpochKeys epoch;
    private final HybridSigner writeTier;
    private final ProtocolVersion pin;
    private final Clock clock;

    private AlbumWriter(
            KeyRing keys, AlbumKeys album, EpochKeys epoch, HybridSigner writeTier, String pin, Clock clock) {
        this.keys = keys;
        this.album = album;
        this.epoch = epoch;
        this.writeTier = writeTier;
        this.pin = new ProtocolVersion(pin);
        this.clock = clock;
    }

    /** @throws ClientException if this device can't write to the album at its newest epoch */
    public static AlbumWriter of(KeyRing keys, EpochLedger ledger, Clock clock) {
        var album = keys.album(ledger.albumId());
        var epoch = album.epoch(ledger.ceiling())
                .orElseThrow(() -> new ClientException(
                        "AMK_NOT_YET_LOCAL",
                        "The album is at epoch " + ledger.ceiling()
                                + ", whose key this device has not got yet; run 'sync'."));
        var seed = epoch.writeTierSeed()
                .orElseThrow(() ->
                        new ClientException("NOT_A_WRITER", "This account may read the album but not write to it."));
        var writeTier = new HybridSigner(seed);
        if (!writeTier.publicKey().equals(ledger.last().writeTierKey())) {
            throw new ClientException(
                    "UNTRUSTED_AUTHORITY", "The write key of this device is not the one the album's admins attest.");
        }
        return new AlbumWriter(
                keys, album, epoch, writeTier, ledger.descriptor().protocolVersion(), clock);
    }

    public AlbumId album() {
        return album.album();
    }

    /** The album key of the newest epoch. */
    public Secret amk() {
        return epoch.amk();
    }

    /** The album key of a record made earlier. */
    public Secret amk(long amkVersion) {
        return album.epoch(amkVersion)
                .orElseThrow(() -> new ClientException(
                        "AMK_NOT_YET_LOCAL", "The album key of epoch " + amkVersion + " is not here."))
                .amk();
    }

    public Bytes freshNoncePrefix() {
        return Bytes.of(Secret.random(StreamCipher.PREFIX_LENGTH).reveal());
    }

    public MetadataBlob seal(Sidecar sidecar) {
        byte[] nonce = Secret.random(AesGcm.NONCE_LENGTH).reveal();
        var key = ContentKeys.metadata(epoch.amk(), sidecar.assetId(), nonce);
        return MetadataBlob.seal(
                key, CryptoSuite.SUITE_1.id(), nonce, sidecar.encoded().toArray());
    }

    public AssetManifest create(
            AssetId asset, Sha256 ciphertextHash, long plaintextSize, Bytes noncePrefix, Sha256 metadataBlobHash) {
        return builder(Action.CREATE, asset)
                .content(ciphertextHash, plaintextSize, noncePrefix)
                .metadata(metadataBlobHash)
                .sign(keys.deviceSigner(), writeTier);
    }

    /**
     * @param content the latest create or replace
     * @param retention from the very time the manifest bears, so that none at all is within bounds too
     */
    public AssetManifest delete(AssetManifest head, AssetManifest content, Duration retention) {
        var now = now();
        return builder(Action.DELETE, head.assetId(), now)
                .contentOf(content)
                .prior(head.hash())
                .retentionUntil(new Timestamp(now.instant().plus(retention)))
                .sign(keys.deviceSigner(), writeTier);
    }

    /** @param content the latest create or replace */
    public AssetManifest restore(AssetManifest head, AssetManifest content) {
        return builder(Action.TRASH_RESTORE, head.assetId())
                .contentOf(content)
                .prior(head.hash())
                .sign(keys.deviceSigner(), writeTier);
    }

    private AssetManifestBuilder builder(Action action, AssetId asset) {
        return builder(action, asset, now());
    }

    private AssetManifestBuilder builder(Action action, AssetId asset, Timestamp at) {
        return new AssetManifestBuilder(action, asset, album.album(), pin)
                .epoch(epoch.amkVersion())
                .author(keys.user(), keys.device().device(), CLIENT_VERSION, at);
    }

    public Timestamp now() {
        return new Timestamp(clock.instant());
    }
}
