package dev.capsule.client.keys;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import java.util.Optional;

/**
 * The secrets of one epoch of an album.
 *
 * @param amkVersion the epoch, 1 and up
 * @param amk album key, 32 bytes
 * @param writeTierSeed of those who may write, 64 bytes
 */
public record EpochKeys(long amkVersion, Secret amk, Optional<Secret> writeTierSeed) {
    public EpochKeys {
        if (amk.length() != AesGcm.KEY_LENGTH) {
            throw new IllegalArgumentException("an album key has 32 bytes");
        }
    }

    static EpochKeys fresh(long amkVersion) {
        return new EpochKeys(
                amkVersion, Secret.random(AesGcm.KEY_LENGTH), Optional.of(Secret.random(HybridSigner.SEED_LENGTH)));
    }

    static EpochKeys of(Cbor cbor) {
        var map = CborMap.of(cbor);
        return new EpochKeys(
                map.uint(0, 0xffff_ffffL),
                SecretFields.read(map, 1, AesGcm.KEY_LENGTH),
                SecretFields.optional(map, 2, HybridSigner.SEED_LENGTH));
    }

    Cbor toCbor() {
        return new CborMapBuilder()
                .put(0, amkVersion)
                .put(1, SecretFields.write(amk))
                .put(2, writeTierSeed.map(SecretFields::write).orElse(null))
                .build();
    }
}
