package dev.capsule.protocol.directory;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All devices a user ever had, signed by the identity key (wire-formats 6). At most 512 devices and 4 MiB. */
public final class DeviceDirectory {
    public static final int MAX_BYTES = 4 * 1024 * 1024;
    public static final int MAX_DEVICES = 512;

    private static final Set<Long> KEYS = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 30L);

    private final SignedMap signed;
    private final List<DeviceEntry> devices;

    private DeviceDirectory(SignedMap signed) {
        this.signed = signed;
        devices = signed.fields().array(3, MAX_DEVICES).stream()
                .map(DeviceEntry::of)
                .toList();
        for (int i = 1; i < devices.size(); i++) {
            byte[] before = devices.get(i - 1).deviceId().bytes();
            if (Arrays.compareUnsigned(before, devices.get(i).deviceId().bytes()) >= 0) {
                throw DeviceEntry.unsorted();
            }
        }
        user();
        version();
        updatedAt();
        identityKey();
        suite();
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        signed.fields().unknown(KEYS);
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static DeviceDirectory decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, DeviceDirectory::new);
    }

    /** Writes and signs a directory; the devices are sorted here. */
    public static DeviceDirectory sign(
            UserId user, long version, Timestamp updatedAt, List<DeviceEntry> devices, HybridSigner identityKey) {
        var sorted = devices.stream()
                .sorted((a, b) -> Arrays.compareUnsigned(
                        a.deviceId().bytes(), b.deviceId().bytes()))
                .map(DeviceEntry::toCbor)
                .toList();
        var core = new CborMapBuilder()
                .put(0, user)
                .put(1, version)
                .put(2, updatedAt)
                .put(3, Cbor.array(sorted))
                .put(4, identityKey.publicKey().toCbor())
                .put(5, CryptoSuite.SUITE_1.id())
                .build();
        return decode(SignedMap.sign(SignedType.DEVICE_DIRECTORY, core, identityKey, null));
    }

    public UserId user() {
        return fields().id(0, UserId::of);
    }

    /** Strictly rising with every publish, 0 to 2^63 − 1. */
    public long version() {
        return fields().uint(1, Long.MAX_VALUE);
    }

    public Timestamp updatedAt() {
        return fields().timestamp(2);
    }

    public List<DeviceEntry> devices() {
        return devices;
    }

    public Optional<DeviceEntry> device(DeviceId id) {
        return devices.stream().filter(d -> d.deviceId().equals(id)).findFirst();
    }

    public HybridPublicKey identityKey() {
        return HybridPublicKey.of(fields().get(4));
    }

    public long suite() {
        return fields().uint(5, 0xffff);
    }

    public Bytes encoded() {
        return signed.encoded();
    }

    public Sha256 hash() {
        return signed.hash();
    }

    /** @throws SignatureException unless its identity key signed the directory and every entry */
    public void verify() {
        var identityKey = identityKey();
        signed.verify(SignedType.DEVICE_DIRECTORY, identityKey, SignedMap.FIRST_SIGNATURE);
        devices.forEach(entry -> entry.verify(user(), identityKey));
    }

    /** Whether {@code later} keeps all this one states: same identity key, no entry removed or changed (invariant 23). */
    public boolean allows(DeviceDirectory later) {
        return user().equals(later.user())
                && identityKey().equals(later.identityKey())
                && devices.stream().allMatch(entry -> later.device(entry.deviceId())
                        .map(entry::allows)
                        .orElse(false));
    }

    private CborMap fields() {
        return signed.fields();
    }

    @Override
    public String toString() {
        return "DeviceDirectory[" + user() + " v" + version() + ", " + devices.size() + " devices]";
    }
}
