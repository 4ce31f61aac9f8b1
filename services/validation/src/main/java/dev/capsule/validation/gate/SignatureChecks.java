package dev.capsule.validation.gate;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.manifest.Manifest;

/** Verifies the signatures of manifests, or knows the result already: they cost more than all other rules together. */
public interface SignatureChecks {

    /** Whether both halves of the device signature verify under the key. */
    boolean byDevice(Manifest manifest, HybridPublicKey key);

    /** Whether both halves of the write-tier signature verify under the key. */
    boolean byWriter(Manifest manifest, HybridPublicKey key);

    /** Verifies each time it is asked. */
    SignatureChecks DIRECT = new SignatureChecks() {
        @Override
        public boolean byDevice(Manifest manifest, HybridPublicKey key) {
            return verifies(() -> manifest.verifyDevice(key));
        }

        @Override
        public boolean byWriter(Manifest manifest, HybridPublicKey key) {
            return verifies(() -> manifest.verifyWriter(key));
        }
    };

    /** The one place here where a verification becomes a boolean. */
    static boolean verifies(Runnable verification) {
        try {
            verification.run();
            return true;
        } catch (SignatureException e) {
            return false;
        }
    }
}
