package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Optional;
import java.util.Set;

/** The signed record of one write to a derivative chain, one chain per asset and role (wire-formats 5). */
public final class DerivativeManifest implements Manifest {
    public static final int MAX_BYTES = 16 * 1024;
    public static final String TYPE = "derivative-manifest/v1";
    /** Format that says the original itself serves this tier; no blob is uploaded then. */
    public static final String FORMAT_ORIGINAL = "original";

    private static final Set<Long> KEYS = Set.of(
            0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 30L, 31L);
    private static final Set<String> FORMATS =
            Set.of("image/jxl", "image/avif", "image/webp", "video/mp4", FORMAT_ORIGINAL);

    private final SignedMap signed;
    private final CborMap fields;

    private DerivativeManifest(SignedMap signed) {
        this.signed = signed;
        this.fields = signed.fields();
        checkStructure();
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static DerivativeManifest decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, DerivativeManifest::new);
    }

    private void checkStructure() {
        if (!fields.text(0, 32).equals(TYPE)) {
            throw new CborException("not a " + TYPE);
        }
        suite();
        assetId();
        checkFormat(role());
        RawFields.hash(fields, 5);
        device();
        fields.text(7, 64);
        fields.text(10, 64);
        fields.optional(11, RawFields::hash);
        protocolVersion();
        albumId();
        amkVersion();
        plaintextSize();
        if (fields.uint(17, 0xffff_ffffL) != StreamCipher.PLAIN_CHUNK) {
            throw new CborException("chunk_size is not " + StreamCipher.PLAIN_CHUNK);
        }
        noncePrefix();
        derivativeId();
        user();
        signed.signature(SignedMap.FIRST_SIGNATURE);
        signed.signature(SignedMap.SECOND_SIGNATURE);
        fields.unknown(KEYS);
        WireEnum.find(Action.class, fields.text(15, 64)).ifPresent(this::checkMatrix);
    }

    private void checkFormat(DerivativeRole role) {
        boolean embedding = role == DerivativeRole.EMBEDDING;
        if (embedding != fields.has(8) || embedding != fields.has(9)) {
            throw new CborException("model_id and model_version belong to embeddings alone");
        }
        if (embedding) {
            fields.text(8, 64);
            fields.text(9, 64);
        }
        boolean fits = embedding
                ? format().startsWith("embedding/") && format().length() > "embedding/".length()
                : FORMATS.contains(format());
        if (!fits) {
            throw new CborException("format does not fit the role");
        }
    }

    private void checkMatrix(Action action) {
        if (!action.isDerivative()) {
            throw new CborException("an asset action belongs in an asset manifest");
        }
        if (action == Action.DERIVATIVE_ADD && fields.has(11)) {
            throw new CborException("a derivative-add has no prior_provenance_hash");
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
    public AssetId assetId() {
        return fields.id(2, AssetId::of);
    }

    public DerivativeRole role() {
        return WireEnum.find(DerivativeRole.class, fields.text(3, 64))
                .orElseThrow(() -> new CborException("an unknown derivative role"));
    }

    public String format() {
        return fields.text(4, 64);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Sha256 ciphertextHash() {
        return RawFields.sha256(fields, 5);
    }

    @Override
    public DeviceId device() {
        return fields.id(6, DeviceId::of);
    }

    public Optional<String> modelId() {
        return fields.optional(8, (map, key) -> map.text(key, 64));
    }

    public Optional<String> modelVersion() {
        return fields.optional(9, (map, key) -> map.text(key, 64));
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    @Override
    public Timestamp timestamp() {
        return RawFields.timestamp(fields, 10);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Optional<Sha256> priorHash() {
        return fields.optional(11, RawFields::sha256);
    }

    @Override
    public String protocolVersion() {
        return fields.text(12, 10);
    }

    @Override
    public AlbumId albumId() {
        return fields.id(13, AlbumId::of);
    }

    @Override
    public long amkVersion() {
        return RawFields.amkVersion(fields, 14);
    }

    /** @throws RefusalException with {@link ReasonCode#ACTION_UNKNOWN} */
    @Override
    public Action action() {
        return WireEnum.find(Action.class, fields.text(15, 64))
                .orElseThrow(() -> new RefusalException(ReasonCode.ACTION_UNKNOWN));
    }

    @Override
    public long plaintextSize() {
        return fields.uint(16, StreamCipher.MAX_PLAINTEXT);
    }

    public Bytes noncePrefix() {
        return fields.bytes(18, StreamCipher.PREFIX_LENGTH);
    }

    public DerivativeId derivativeId() {
        return fields.id(19, DerivativeId::of);
    }

    @Override
    public UserId user() {
        return fields.id(20, UserId::of);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DerivativeManifest that && hash().equals(that.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "DerivativeManifest[" + hash() + "]";
    }
}
