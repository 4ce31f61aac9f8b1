package dev.capsule.validation.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Situation;
import java.util.HashMap;
import java.util.List;

/**
 * Keys that were read lately, each with its decoded form, which takes a tenth of a verification to make. They never grow
 * old: the service's role may neither change nor remove a key. Whether a device was revoked is as old as the entry, and
 * asked again in the transaction.
 */
final class KeyCache {
    /** Of each kind; a decoded key takes about 8 KiB. */
    private static final int MOST = 2_048;

    private final Cache<Keys.DeviceKey, Situation.Device> devices =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<Keys.EpochKey, HybridPublicKey> epochs =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** Those of the keys the claims name that are here. */
    Keys of(List<Claim> claims) {
        var foundDevices = new HashMap<Keys.DeviceKey, Situation.Device>();
        var foundEpochs = new HashMap<Keys.EpochKey, HybridPublicKey>();
        for (var claim : claims) {
            foundDevices.computeIfAbsent(Keys.DeviceKey.of(claim), devices::getIfPresent);
            foundEpochs.computeIfAbsent(Keys.EpochKey.of(claim), epochs::getIfPresent);
        }
        return new Keys(foundDevices, foundEpochs);
    }

    void put(Keys keys) {
        devices.putAll(keys.devices());
        epochs.putAll(keys.epochs());
    }
}
