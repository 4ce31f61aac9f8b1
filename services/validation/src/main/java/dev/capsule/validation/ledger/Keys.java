package dev.capsule.validation.ledger;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Situation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys a batch of claims may be signed with.
 *
 * @param devices by user and device
 * @param epochs write-tier keys by album and epoch
 */
record Keys(Map<DeviceKey, Situation.Device> devices, Map<EpochKey, HybridPublicKey> epochs) {
    static final Keys NONE = new Keys(Map.of(), Map.of());

    Keys plus(Keys more) {
        var allDevices = new HashMap<>(devices);
        allDevices.putAll(more.devices);
        var allEpochs = new HashMap<>(epochs);
        allEpochs.putAll(more.epochs);
        return new Keys(allDevices, allEpochs);
    }

    /** A device of a user. */
    record DeviceKey(TenantId tenant, UserId user, DeviceId device) {
        static DeviceKey of(Claim claim) {
            return new DeviceKey(
                    claim.tenant(), claim.manifest().user(), claim.manifest().device());
        }
    }

    /** An epoch of an album. */
    record EpochKey(AlbumKey album, long epoch) {
        static EpochKey of(Claim claim) {
            return new EpochKey(
                    new AlbumKey(claim.tenant(), claim.manifest().albumId()),
                    claim.manifest().amkVersion());
        }
    }

    Optional<Situation.Device> device(Claim claim) {
        return Optional.ofNullable(devices.get(DeviceKey.of(claim)));
    }

    Optional<HybridPublicKey> writeKey(Claim claim) {
        return Optional.ofNullable(epochs.get(EpochKey.of(claim)));
    }
}
