package dev.capsule.validation.ledger;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.validation.gate.SignatureChecks;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out about a batch before its transaction: keys, and which signatures verify under them. A result holds
 * for one manifest and one key; whatever else is asked is verified then.
 */
public final class VerifiedAhead implements SignatureChecks {
    static final VerifiedAhead NOTHING = new VerifiedAhead(Keys.NONE, Map.of());

    /** Whether a signature verifies under that key. */
    record Result(HybridPublicKey key, boolean valid) {}

    /** What is known of one manifest; a key that was not found has no result. */
    record Signed(Optional<Result> device, Optional<Result> writer) {
        static final Signed UNKNOWN = new Signed(Optional.empty(), Optional.empty());
    }

    private final Keys keys;
    private final Map<Manifest, Signed> results;

    VerifiedAhead(Keys keys, Map<Manifest, Signed> results) {
        this.keys = keys;
        this.results = Map.copyOf(results);
    }

    Keys keys() {
        return keys;
    }

    @Override
    public boolean byDevice(Manifest manifest, HybridPublicKey key) {
        return under(key, signed(manifest).device()).orElseGet(() -> DIRECT.byDevice(manifest, key));
    }

    @Override
    public boolean byWriter(Manifest manifest, HybridPublicKey key) {
        return under(key, signed(manifest).writer()).orElseGet(() -> DIRECT.byWriter(manifest, key));
    }

    private Signed signed(Manifest manifest) {
        return results.getOrDefault(manifest, Signed.UNKNOWN);
    }

    private static Optional<Boolean> under(HybridPublicKey key, Optional<Result> result) {
        return result.filter(known -> known.key().equals(key)).map(Result::valid);
    }
}
