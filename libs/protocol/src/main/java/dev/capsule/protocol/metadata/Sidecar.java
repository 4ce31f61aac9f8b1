package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is known about an asset (SidecarV1, wire-formats 7): signed by the device that wrote it, plaintext on clients
 * only, at most 1 MiB. Keys this version does not know are kept and signed, never interpreted.
 */
public final class Sidecar {
    public static final int MAX_BYTES = 1024 * 1024;
    public static final int SCHEMA = 1;

    static final Set<Long> KEYS = Set.of(
            0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L, 21L, 22L,
            30L);

    private final SignedMap signed;
    private final CborMap fields;

    private Sidecar(SignedMap signed) {
        this.signed = signed;
        this.fields = signed.fields();
        checkStructure();
    }

    /**
     * @throws RefusalException {@link ReasonCode#SIDECAR_SCHEMA_UNKNOWN} for a schema newer than {@link #SCHEMA},
     *     {@link ReasonCode#MANIFEST_MALFORMED} for every other defect
     */
    public static Sidecar decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, Sidecar::new);
    }

    private void checkStructure() {
        if (schema() > SCHEMA) {
            throw new RefusalException(ReasonCode.SIDECAR_SCHEMA_UNKNOWN);
        }
        if (schema() != SCHEMA) {
            throw new CborException("there is no sidecar schema " + schema());
        }
        suite();
        assetId();
        plaintextHash();
        captureTime();
        importTime();
        contentType();
        dimensions();
        lqip();
        userTags();
        modelTags();
        caption();
        checkSuperseded();
        rating();
        stack();
        camera();
        device();
        session();
        gps();
        priorManifest();
        signedByUser();
        signedByDevice();
        guestOrigin();
        signed.signature(SignedMap.FIRST_SIGNATURE);
        if (fields.has(SignedMap.SECOND_SIGNATURE)) {
            // Key 31 is outside what is signed: taken as an unknown key it could be changed unseen.
            throw new CborException("a sidecar has one signature");
        }
        unknown();
    }

    private void checkSuperseded() {
        var captions = supersededCaptions();
        for (int i = 1; i < captions.size(); i++) {
            if (Caption.NEWEST_FIRST.compare(captions.get(i - 1), captions.get(i)) >= 0) {
                throw new CborException("superseded captions are not newest first or repeat");
            }
        }
    }

    public long schema() {
        return fields.uint(0, 0xffff);
    }

    public long suite() {
        return fields.uint(1, 0xffff);
    }

    public AssetId assetId() {
        return fields.id(2, AssetId::of);
    }

    /** SHA-256 of the plaintext original. */
    public Sha256 plaintextHash() {
        return fields.hash(3);
    }

    public Timestamp captureTime() {
        return fields.timestamp(4);
    }

    public Timestamp importTime() {
        return fields.timestamp(5);
    }

    public ContentType contentType() {
        return WireEnum.find(ContentType.class, fields.text(6, 64))
                .orElseThrow(() -> new CborException("an unknown content type"));
    }

    public Optional<Dimensions> dimensions() {
        return field(7, Dimensions::of);
    }

    public Optional<Lqip> lqip() {
        return field(8, Lqip::of);
    }

    public TagSet userTags() {
        return TagSet.of(fields.get(9), false);
    }

    public TagSet modelTags() {
        return TagSet.of(fields.get(10), true);
    }

    public Optional<Caption> caption() {
        return field(11, Caption::ofCurrent);
    }

    /** Newest first, at most 16. */
    public List<Caption> supersededCaptions() {
        return fields.array(12, Caption.MAX_SUPERSEDED).stream()
                .map(Caption::ofSuperseded)
                .toList();
    }

    public Optional<Rating> rating() {
        return field(13, Rating::of);
    }

    public Optional<Stack> stack() {
        return field(14, Stack::of);
    }

    public Optional<Camera> camera() {
        return field(15, Camera::of);
    }

    /** The device that imported the asset. */
    public DeviceId device() {
        return fields.id(16, DeviceId::of);
    }

    /** The import session the asset came in with. */
    public SessionId session() {
        return fields.id(17, SessionId::of);
    }

    public Optional<Gps> gps() {
        return field(18, Gps::of);
    }

    /** Hash of the manifest before the one that commits this sidecar; {@link Sha256#ZERO} on create. */
    public Sha256 priorManifest() {
        return fields.hash(19);
    }

    public UserId signedByUser() {
        return fields.id(20, UserId::of);
    }

    public DeviceId signedByDevice() {
        return fields.id(21, DeviceId::of);
    }

    public Optional<GuestOrigin> guestOrigin() {
        return field(22, GuestOrigin::of);
    }

    /** Keys this version does not know, as they came. */
    public List<Map.Entry<Cbor, Cbor>> unknown() {
        return fields.unknown(KEYS);
    }

    public Bytes encoded() {
        return signed.encoded();
    }

    /** SHA-256 of the signed bytes. */
    public Sha256 hash() {
        return signed.hash();
    }

    CborMap fields() {
        return fields;
    }

    /** What the signature covers. */
    byte[] core() {
        return signed.core();
    }

    /** @throws SignatureException unless the device of {@link #signedByDevice} signed it */
    public void verify(HybridPublicKey deviceKey) {
        signed.verify(SignedType.SIDECAR, deviceKey, SignedMap.FIRST_SIGNATURE);
    }

    private <T> Optional<T> field(long key, Function<Cbor, T> read) {
        return fields.find(key).map(read);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sidecar that && hash().equals(that.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    /** Prints no field: a sidecar is plaintext about a person's pictures. */
    @Override
    public String toString() {
        return "Sidecar[" + hash() + "]";
    }
}
