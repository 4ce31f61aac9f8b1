package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
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
    private final long suite;
    private final AssetId assetId;
    private final DerivativeRole role;
    private final String format;
    private final Bytes ciphertextHash;
    private final DeviceId device;
    private final String clientVersion;
    private final Optional<String> modelId;
    private final Optional<String> modelVersion;
    private final String timestamp;
    private final Optional<Bytes> priorHash;
    private final String protocolVersion;
    private final AlbumId albumId;
    private final long amkVersion;
    private final String action;
    private final long plaintextSize;
    private final Bytes noncePrefix;
    private final DerivativeId derivativeId;
    private final UserId user;

    DerivativeManifest(SignedMap signed) {
        this.signed = signed;
        var fields = signed.fields();
        if (!fields.text(0, 32).equals(TYPE)) {
            throw new CborException("not a " + TYPE);
        }
        suite = fields.uint(1, 0xffff);
        assetId = fields.id(2, AssetId::of);
        role = WireEnum.find(DerivativeRole.class, fields.text(3, 64))
                .orElseThrow(() -> new CborException("an unknown derivative role"));
        format = fields.text(4, 64);
        ciphertextHash = RawFields.hash(fields, 5);
        device = fields.id(6, DeviceId::of);
        clientVersion = fields.text(7, 64);
        modelId = fields.optional(8, (map, key) -> map.text(key, 64));
        modelVersion = fields.optional(9, (map, key) -> map.text(key, 64));
        timestamp = fields.text(10, 64);
        priorHash = fields.optional(11, RawFields::hash);
        protocolVersion = fields.text(12, 10);
        albumId = fields.id(13, AlbumId::of);
        amkVersion = RawFields.amkVersion(fields, 14);
        action = fields.text(15, 64);
        plaintextSize = fields.uint(16, StreamCipher.MAX_PLAINTEXT);
        if (fields.uint(17, 0xffff_ffffL) != StreamCipher.PLAIN_CHUNK) {
            throw new CborException("chunk_size is not " + StreamCipher.PLAIN_CHUNK);
        }
        noncePrefix = fields.bytes(18, StreamCipher.PREFIX_LENGTH);
        derivativeId = fields.id(19, DerivativeId::of);
        user = fields.id(20, UserId::of);
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        signed.requireSignature(SignedMap.SECOND_SIGNATURE);
        fields.unknown(KEYS);
        checkFormat();
        WireEnum.find(Action.class, action).ifPresent(this::checkMatrix);
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static DerivativeManifest decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, DerivativeManifest::new);
    }

    private void checkFormat() {
        boolean embedding = role == DerivativeRole.EMBEDDING;
        if (embedding != modelId.isPresent() || embedding != modelVersion.isPresent()) {
            throw new CborException("model_id and model_version belong to embeddings alone");
        }
        boolean fits = embedding
                ? format.startsWith("embedding/") && format.length() > "embedding/".length()
                : FORMATS.contains(format);
        if (!fits) {
            throw new CborException("format does not fit the role");
        }
    }

    private void checkMatrix(Action known) {
        if (!known.isDerivative()) {
            throw new CborException("an asset action belongs in an asset manifest");
        }
        if (known == Action.DERIVATIVE_ADD && priorHash.isPresent()) {
            throw new CborException("a derivative-add has no prior_provenance_hash");
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
    public AssetId assetId() {
        return assetId;
    }

    public String clientVersion() {
        return clientVersion;
    }

    public DerivativeRole role() {
        return role;
    }

    public String format() {
        return format;
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Sha256 ciphertextHash() {
        return RawFields.sha256(ciphertextHash);
    }

    @Override
    public DeviceId device() {
        return device;
    }

    public Optional<String> modelId() {
        return modelId;
    }

    public Optional<String> modelVersion() {
        return modelVersion;
    }

    /** @throws RefusalException with {@link ReasonCode#TIMESTAMP_MALFORMED} */
    @Override
    public Timestamp timestamp() {
        return RawFields.timestamp(timestamp);
    }

    /** @throws RefusalException with {@link ReasonCode#HASH_LENGTH} */
    @Override
    public Optional<Sha256> priorHash() {
        return priorHash.map(RawFields::sha256);
    }

    @Override
    public String protocolVersion() {
        return protocolVersion;
    }

    @Override
    public AlbumId albumId() {
        return albumId;
    }

    @Override
    public long amkVersion() {
        return amkVersion;
    }

    /** @throws RefusalException with {@link ReasonCode#ACTION_UNKNOWN} */
    @Override
    public Action action() {
        return WireEnum.find(Action.class, action).orElseThrow(() -> new RefusalException(ReasonCode.ACTION_UNKNOWN));
    }

    @Override
    public long plaintextSize() {
        return plaintextSize;
    }

    public Bytes noncePrefix() {
        return noncePrefix;
    }

    public DerivativeId derivativeId() {
        return derivativeId;
    }

    @Override
    public UserId user() {
        return user;
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
