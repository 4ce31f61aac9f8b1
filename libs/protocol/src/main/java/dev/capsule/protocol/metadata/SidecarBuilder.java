package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.signed.SignedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and signs a sidecar: a new one, or the successor of one, which keeps all it is not told to change. */
public final class SidecarBuilder {
    private final Map<Cbor, Cbor> fields = new HashMap<>();

    /** A first sidecar: no tags, no caption, no history. */
    public SidecarBuilder(AssetId asset, Sha256 plaintextHash, ContentType contentType) {
        put(0, Cbor.of(Sidecar.SCHEMA));
        put(1, Cbor.of(CryptoSuite.SUITE_1.id()));
        put(2, Cbor.of(asset));
        put(3, Cbor.of(plaintextHash));
        put(6, Cbor.of(contentType.wireName()));
        tags(TagSet.EMPTY, TagSet.EMPTY);
        supersededCaptions(List.of());
        priorManifest(Sha256.ZERO);
    }

    private SidecarBuilder(Sidecar previous) {
        previous.fields().item().entries().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        fields.remove(Cbor.of(SignedMap.FIRST_SIGNATURE));
    }

    /** The successor of {@code previous}, unknown keys included; the caller sets what follows, at least the prior manifest. */
    public static SidecarBuilder after(Sidecar previous) {
        return new SidecarBuilder(previous);
    }

    public SidecarBuilder times(Timestamp capture, Timestamp imported) {
        put(4, Cbor.of(capture.toString()));
        return put(5, Cbor.of(imported.toString()));
    }

    /** New content, after a replace. */
    public SidecarBuilder content(Sha256 plaintextHash, ContentType contentType) {
        put(3, Cbor.of(plaintextHash));
        return put(6, Cbor.of(contentType.wireName()));
    }

    public SidecarBuilder dimensions(Optional<Dimensions> dimensions) {
        return put(7, dimensions.map(Dimensions::toCbor).orElse(null));
    }

    public SidecarBuilder lqip(Optional<Lqip> lqip) {
        return put(8, lqip.map(Lqip::toCbor).orElse(null));
    }

    public SidecarBuilder tags(TagSet byUser, TagSet byModel) {
        put(9, byUser.toCbor());
        return put(10, byModel.toCbor());
    }

    public SidecarBuilder caption(Optional<Caption> caption) {
        return put(11, caption.map(Caption::toCurrent).orElse(null));
    }

    /** @param newestFirst at most 16 */
    public SidecarBuilder supersededCaptions(List<Caption> newestFirst) {
        return put(
                12, Cbor.array(newestFirst.stream().map(Caption::toSuperseded).toList()));
    }

    public SidecarBuilder rating(Optional<Rating> rating) {
        return put(13, rating.map(Rating::toCbor).orElse(null));
    }

    public SidecarBuilder stack(Optional<Stack> stack) {
        return put(14, stack.map(Stack::toCbor).orElse(null));
    }

    public SidecarBuilder camera(Optional<Camera> camera) {
        return put(15, camera.map(Camera::toCbor).orElse(null));
    }

    /** The device that imports and its import session. */
    public SidecarBuilder importedBy(DeviceId device, SessionId session) {
        put(16, Cbor.of(device));
        return put(17, Cbor.of(session));
    }

    public SidecarBuilder gps(Optional<Gps> gps) {
        return put(18, gps.map(Gps::toCbor).orElse(null));
    }

    /** Hash of the manifest before the one that will commit this sidecar. */
    public SidecarBuilder priorManifest(Sha256 hash) {
        return put(19, Cbor.of(hash));
    }

    public SidecarBuilder signedBy(UserId user, DeviceId device) {
        put(20, Cbor.of(user));
        return put(21, Cbor.of(device));
    }

    public SidecarBuilder guestOrigin(Optional<GuestOrigin> origin) {
        return put(22, origin.map(GuestOrigin::toCbor).orElse(null));
    }

    /** An extension key, 32 or above or text. */
    public SidecarBuilder extension(Cbor key, Cbor value) {
        if (!(key instanceof Cbor.Text) && !(key instanceof Cbor.Int(long number) && number >= 32)) {
            throw new IllegalArgumentException("the extension space starts at 32");
        }
        fields.put(key, value);
        return this;
    }

    /** @throws dev.capsule.protocol.reason.RefusalException if a required field is not set or a limit is exceeded */
    public Sidecar sign(HybridSigner device) {
        var core = new CborMapBuilder().putAll(fields.entrySet()).build();
        return Sidecar.decode(SignedMap.sign(SignedType.SIDECAR, core, device, null));
    }

    private SidecarBuilder put(long key, @Nullable Cbor value) {
        if (value == null) {
            fields.remove(Cbor.of(key));
        } else {
            fields.put(Cbor.of(key), value);
        }
        return this;
    }
}
