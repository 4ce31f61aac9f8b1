package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Optional;
import java.util.Set;

/**
 * The signed record of one write to an asset (wire-formats 4), at most 16 KiB. Decoding checks structure and bounds;
 * fields whose defect has a code of its own (suite, hashes, timestamps, action, key mode) are kept as they came and
 * refuse with that code when read, so that checks report in the order the contract sets.
 */
public final class AssetManifest implements Manifest {
    public static final int MAX_BYTES = 16 * 1024;
    public static final String TYPE = "asset-manifest/v1";

    static final Set<Long> KEYS =
            Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 30L, 31L);

    private final SignedMap signed;
    private final long suite;
    private final String protocolVersion;
    private final AssetId assetId;
    private final AlbumId albumId;
    private final long amkVersion;
    private final Bytes ciphertextHash;
    private final Optional<Bytes> metadataBlobHash;
    private final long plaintextSize;
    private final Bytes noncePrefix;
    private final String keyMode;
    private final Optional<Bytes> wrappedFileKey;
    private final UserId user;
    private final DeviceId device;
    private final String clientVersion;
    private final String timestamp;
    private final String action;
    private final Optional<Bytes> priorHash;
    private final Optional<String> retentionUntil;

    AssetManifest(SignedMap signed) {
        this.signed = signed;
        var fields = signed.fields();
        if (!fields.text(0, 32).equals(TYPE)) {
            throw new CborException("not an " + TYPE);
        }
        suite = fields.uint(1, 0xffff);
        protocolVersion = fields.text(2, 10);
        assetId = fields.id(3, AssetId::of);
        albumId = fields.id(4, AlbumId::of);
        amkVersion = RawFields.amkVersion(fields, 5);
        ciphertextHash = RawFields.hash(fields, 6);
        metadataBlobHash = fields.optional(7, RawFields::hash);
        plaintextSize = fields.uint(8, StreamCipher.MAX_PLAINTEXT);
        if (fields.uint(9, 0xffff_ffffL) != StreamCipher.PLAIN_CHUNK) {
            throw new CborException("chunk_size is not " + StreamCipher.PLAIN_CHUNK);
        }
        noncePrefix = fields.bytes(10, StreamCipher.PREFIX_LENGTH);
        keyMode = fields.text(11, 64);
        wrappedFileKey = fields.optional(12, (map, key) -> map.bytes(key, 60));
        user = fields.id(13, UserId::of);
        device = fields.id(14, DeviceId::of);
        clientVersion = fields.text(15, 64);
        timestamp = fields.text(16, 64);
        action = fields.text(17, 64);
        priorHash = fields.optional(18, RawFields::hash);
        retentionUntil = fields.optional(19, (map, key) -> map.text(key, 64));
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        signed.requireSignature(SignedMap.SECOND_SIGNATURE);
        fields.unknown(KEYS);
        WireEnum.find(Action.class, action).ifPresent(this::checkMatrix);
        WireEnum.find(KeyMode.class, keyMode).ifPresent(mode -> {
            if ((mode == KeyMode.WRAPPED) != wrappedFileKey.isPresent()) {
                throw new CborException("wrapped_file_key belongs to key_mode wrapped alone");
            }
        });
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static AssetManifest decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, AssetManifest::new);
    }

    /** Which fields an action requires and forbids. A missing prior hash has a code of its own (invariant 17). */
    private void checkMatrix(Action known) {
        if (known.isDerivative()) {
            throw new CborException("a derivative action belongs in a derivative manifest");
        }
        if (known.carriesMetadata() != metadataBlobHash.isPresent()) {
            throw new CborException("metadata_blob_hash does not fit the action");
        }
        if ((known == Action.DELETE) != retentionUntil.isPresent()) {
            throw new CborException("retention_until belongs to delete alone");
        }
        if (known == Action.CREATE && priorHash.isPresent()) {
            throw new CborException("a create has no prior_provenance_hash");
        }
    }

    @Override
    public SignedMap signed() {
        return signed;
    }

    @Override
    public long suite() {
        return suite;
    }

    @Override
    public String protocolVersion() {
        return protocolVersion;
    }

    @Override
    public AssetId assetId() {
        return assetId;
    }

    @Override
    public AlbumId albumId() {
        return albumId;
    }

    @Override
    public long amkVersion() {
        return amkVersion;
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Sha256 ciphertextHash() {
        return RawFields.sha256(ciphertextHash);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    public Optional<Sha256> metadataBlobHash() {
        return metadataBlobHash.map(RawFields::sha256);
    }

    @Override
    public long plaintextSize() {
        return plaintextSize;
    }

    public Bytes noncePrefix() {
        return noncePrefix;
    }

    /** @throws RefusalException with {@link ReasonCode#KEY_MODE_UNKNOWN} */
    public KeyMode keyMode() {
        return WireEnum.find(KeyMode.class, keyMode)
                .orElseThrow(() -> new RefusalException(ReasonCode.KEY_MODE_UNKNOWN));
    }

    /** wrap_nonce 12 ‖ sealed key 32 ‖ tag 16. */
    public Optional<Bytes> wrappedFileKey() {
        return wrappedFileKey;
    }

    @Override
    public UserId user() {
        return user;
    }

    @Override
    public DeviceId device() {
        return device;
    }

    public String clientVersion() {
        return clientVersion;
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    @Override
    public Timestamp timestamp() {
        return RawFields.timestamp(timestamp);
    }

    /** @throws RefusalException with {@link ReasonCode#ACTION_UNKNOWN} */
    @Override
    public Action action() {
        return WireEnum.find(Action.class, action).orElseThrow(() -> new RefusalException(ReasonCode.ACTION_UNKNOWN));
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Optional<Sha256> priorHash() {
        return priorHash.map(RawFields::sha256);
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    public Optional<Timestamp> retentionUntil() {
        return retentionUntil.map(RawFields::timestamp);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AssetManifest that && hash().equals(that.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "AssetManifest[" + hash() + "]";
    }
}
