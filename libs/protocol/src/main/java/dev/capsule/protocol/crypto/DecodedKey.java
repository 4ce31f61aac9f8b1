package dev.capsule.protocol.crypto;

import java.security.PublicKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.jspecify.annotations.Nullable;

/**
 * Both halves of a public key in the forms the providers verify with.
 *
 * @param classical null for bytes that are no point or one of small order: nothing verifies under it
 * @param postQuantum null for bytes that are no key
 */
record DecodedKey(@Nullable PublicPoint classical, @Nullable PublicKey postQuantum) {
    static DecodedKey of(HybridPublicKey key) {
        return new DecodedKey(Ed25519.decode(key.ed25519()), MlDsa65.decode(key.mlDsa65()));
    }
}
