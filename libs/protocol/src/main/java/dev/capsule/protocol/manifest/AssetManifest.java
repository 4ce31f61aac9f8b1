package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
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
    private final CborMap fields;

    private AssetManifest(SignedMap signed) {
        this.signed = signed;
        this.fields = signed.fields();
        checkStructure();
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static AssetManifest decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, AssetManifest::new);
    }

    private void checkStructure() {
        if (!fields.text(0, 32).equals(TYPE)) {
            throw new CborException("not an " + TYPE);
        }
        suite();
        protocolVersion();
        assetId();
        albumId();
        amkVersion();
        RawFields.hash(fields, 6);
        fields.optional(7, RawFields::hash);
        plaintextSize();
        if (fields.uint(9, 0xffff_ffffL) != StreamCipher.PLAIN_CHUNK) {
            throw new CborException("chunk_size is not " + StreamCipher.PLAIN_CHUNK);
        }
        noncePrefix();
        wrappedFileKey();
        user();
        device();
        fields.text(15, 64);
        fields.text(16, 64);
        fields.optional(18, RawFields::hash);
        fields.optional(19, (map, key) -> map.text(key, 64));
        signed.signature(SignedMap.FIRST_SIGNATURE);
        signed.signature(SignedMap.SECOND_SIGNATURE);
        fields.unknown(KEYS);
        WireEnum.find(Action.class, fields.text(17, 64)).ifPresent(this::checkMatrix);
        WireEnum.find(KeyMode.class, fields.text(11, 64)).ifPresent(mode -> {
            if ((mode == KeyMode.WRAPPED) != fields.has(12)) {
                throw new CborException("wrapped_file_key belongs to key_mode wrapped alone");
            }
        });
    }

    /** Which fields an action requires and forbids. A missing prior hash has a code of its own (invariant 17). */
    private void checkMatrix(Action action) {
        if (action.isDerivative()) {
            throw new CborException("a derivative action belongs in a derivative manifest");
        }
        if (action.carriesMetadata() != fields.has(7)) {
            throw new CborException("metadata_blob_hash does not fit the action");
        }
        if ((action == Action.DELETE) != fields.has(19)) {
            throw new CborException("retention_until belongs to delete alone");
        }
        if (action == Action.CREATE && fields.has(18)) {
            throw new CborException("a create has no prior_provenance_hash");
        }
    }

    @Override
    public SignedMap signed() {
        return signed;
    }

    @Override
    public long suite() {
        return fields.uint(1, 0xffff);
    }

    @Override
    public String protocolVersion() {
        return fields.text(2, 10);
    }

    @Override
    public AssetId assetId() {
        return fields.id(3, AssetId::of);
    }

    @Override
    public AlbumId albumId() {
        return fields.id(4, AlbumId::of);
    }

    @Override
    public long amkVersion() {
        return RawFields.amkVersion(fields, 5);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Sha256 ciphertextHash() {
        return RawFields.sha256(fields, 6);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    public Optional<Sha256> metadataBlobHash() {
        return fields.optional(7, RawFields::sha256);
    }

    @Override
    public long plaintextSize() {
        return fields.uint(8, StreamCipher.MAX_PLAINTEXT);
    }

    public Bytes noncePrefix() {
        return fields.bytes(10, StreamCipher.PREFIX_LENGTH);
    }

    /** @throws RefusalException with {@link ReasonCode#KEY_MODE_UNKNOWN} */
    public KeyMode keyMode() {
        return WireEnum.find(KeyMode.class, fields.text(11, 64))
                .orElseThrow(() -> new RefusalException(ReasonCode.KEY_MODE_UNKNOWN));
    }

    /** wrap_nonce 12 ‖ sealed key 32 ‖ tag 16. */
    public Optional<Bytes> wrappedFileKey() {
        return fields.optional(12, (map, key) -> map.bytes(key, 60));
    }

    @Override
    public UserId user() {
        return fields.id(13, UserId::of);
    }

    @Override
    public DeviceId device() {
        return fields.id(14, DeviceId::of);
    }

    public String clientVersion() {
        return fields.text(15, 64);
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    @Override
    public Timestamp timestamp() {
        return RawFields.timestamp(fields, 16);
    }

    /** @throws RefusalException with {@link ReasonCode#ACTION_UNKNOWN} */
    @Override
    public Action action() {
        return WireEnum.find(Action.class, fields.text(17, 64))
                .orElseThrow(() -> new RefusalException(ReasonCode.ACTION_UNKNOWN));
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Optional<Sha256> priorHash() {
        return fields.optional(18, RawFields::sha256);
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    public Optional<Timestamp> retentionUntil() {
        return fields.optional(19, RawFields::timestamp);
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
