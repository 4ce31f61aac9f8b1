package dev.capsule.protocol.directory;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One device of a directory (wire-formats 6).
 *
 * @param keyPackageRef at most 256 bytes
 * @param revokedAt outside the entry signature, so that revoking needs no new one; never cleared or moved
 * @param dekPublic X-Wing public key, 1216 bytes
 * @param extensions keys this version does not know, kept as they came; like {@code revokedAt} the directory signature
 *     covers them, the entry signature doesn't
 */
public record DeviceEntry(
        DeviceId deviceId,
        HybridPublicKey signingKey,
        Bytes keyPackageRef,
        Timestamp addedAt,
        Optional<Timestamp> revokedAt,
        HybridSignature signedByMaster,
        Optional<Bytes> dekPublic,
        List<Map.Entry<Cbor, Cbor>> extensions) {

    private static final Set<Long> KEYS = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    private static final int X_WING_PUBLIC = 1216;

    static DeviceEntry of(Cbor cbor) {
        var map = CborMap.of(cbor);
        return new DeviceEntry(
                map.id(0, DeviceId::of),
                new HybridPublicKey(
                        map.bytes(1, HybridPublicKey.ED25519_LENGTH), map.bytes(2, HybridPublicKey.ML_DSA_65_LENGTH)),
                map.bytes(3, 0, 256),
                map.timestamp(4),
                map.optional(5, CborMap::timestamp),
                HybridSignature.of(map.get(6)),
                map.optional(7, (m, key) -> m.bytes(key, X_WING_PUBLIC)),
                map.unknown(KEYS));
    }

    /** Makes an entry signed by the identity key of the user. */
    public static DeviceEntry sign(
            UserId user,
            DeviceId device,
            HybridPublicKey signingKey,
            Bytes keyPackageRef,
            Timestamp addedAt,
            Optional<Bytes> dekPublic,
            HybridSigner identityKey) {
        byte[] core = core(user, device, signingKey, keyPackageRef, addedAt, dekPublic);
        var signature = identityKey.sign(SignedType.DEVICE_ENTRY, core);
        return new DeviceEntry(
                device, signingKey, keyPackageRef, addedAt, Optional.empty(), signature, dekPublic, List.of());
    }

    public DeviceEntry revoked(Timestamp at) {
        return new DeviceEntry(
                deviceId, signingKey, keyPackageRef, addedAt, Optional.of(at), signedByMaster, dekPublic, extensions);
    }

    /** @throws SignatureException unless the identity key of the user signed this entry */
    public void verify(UserId user, HybridPublicKey identityKey) {
        byte[] core = core(user, deviceId, signingKey, keyPackageRef, addedAt, dekPublic);
        Signatures.verify(SignedType.DEVICE_ENTRY, identityKey, core, signedByMaster);
    }

    /**
     * Whether {@code later} is this entry, at most newly revoked. A client may sign the same entry again: signatures are
     * random, so its bytes differ, but it states nothing else, and {@link #verify} looks at the new signature.
     */
    boolean allows(DeviceEntry later) {
        var asBefore = new DeviceEntry(
                later.deviceId,
                later.signingKey,
                later.keyPackageRef,
                later.addedAt,
                revokedAt,
                signedByMaster,
                later.dekPublic,
                later.extensions);
        return equals(asBefore) && (revokedAt.isEmpty() || revokedAt.equals(later.revokedAt));
    }

    Cbor toCbor() {
        return new CborMapBuilder()
                .put(0, deviceId)
                .put(1, signingKey.ed25519())
                .put(2, signingKey.mlDsa65())
                .put(3, keyPackageRef)
                .put(4, addedAt)
                .put(5, revokedAt.orElse(null))
                .put(6, signedByMaster.toCbor())
                .put(7, dekPublic.orElse(null))
                .putAll(extensions)
                .build();
    }

    private static byte[] core(
            UserId user,
            DeviceId device,
            HybridPublicKey key,
            Bytes keyPackageRef,
            Timestamp addedAt,
            Optional<Bytes> dekPublic) {
        return CborEncoder.encode(new CborMapBuilder()
                .put(0, device)
                .put(1, key.ed25519())
                .put(2, key.mlDsa65())
                .put(3, keyPackageRef)
                .put(4, addedAt)
                .put(7, dekPublic.orElse(null))
                .put(20, user)
                .build());
    }

    static CborException unsorted() {
        return new CborException("devices unsorted or duplicate");
    }
}
