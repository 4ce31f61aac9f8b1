package dev.capsule.validation.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Db;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Situation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Verifies the signatures of a batch before its transaction, spread over the cores: outside it because they take most of
 * the time, and albums are locked inside. A result holds for one manifest and one key, so a key that changed in between
 * is verified again.
 */
@ApplicationScoped
public class SignatureVerifier {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** A decoded key takes about 8 KiB. */
    private static final int MAX_KEYS = 4_096;

    private final Db db;

    /** Equal keys as one object: each keeps its decoded form, which takes a tenth of a verification to make. */
    private final Cache<HybridPublicKey, HybridPublicKey> known =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    SignatureVerifier(Db db) {
        this.db = db;
    }

    /** Call it outside a transaction. */
    public SignatureChecks verifyAhead(List<Claim> claims) {
        if (claims.isEmpty()) {
            return SignatureChecks.DIRECT;
        }
        var keys = db.asSystem(tx -> KeyReader.read(tx, claims));
        var results = new ConcurrentHashMap<Manifest, Signed>();
        var next = new AtomicInteger();
        // each core takes one claim after the other: shares dealt out beforehand would end at different times
        IntStream.range(0, Math.min(claims.size(), CORES)).parallel().forEach(core -> {
            for (int i = next.getAndIncrement(); i < claims.size(); i = next.getAndIncrement()) {
                results.put(claims.get(i).manifest(), verified(claims.get(i), keys));
            }
        });
        return new Known(Map.copyOf(results));
    }

    private Signed verified(Claim claim, Keys keys) {
        var manifest = claim.manifest();
        return new Signed(
                keys.device(claim)
                        .map(Situation.Device::key)
                        .map(key -> result(key, known -> SignatureChecks.DIRECT.byDevice(manifest, known))),
                keys.writeKey(claim)
                        .map(key -> result(key, known -> SignatureChecks.DIRECT.byWriter(manifest, known))));
    }

    private Result result(HybridPublicKey key, Predicate<HybridPublicKey> verification) {
        return new Result(key, verification.test(known.get(key, same -> same)));
    }

    /** Whether a signature verifies under that key. */
    private record Result(HybridPublicKey key, boolean valid) {}

    /** What is known of one manifest; a key that was not found has no result. */
    private record Signed(Optional<Result> device, Optional<Result> writer) {
        static final Signed UNKNOWN = new Signed(Optional.empty(), Optional.empty());
    }

    private record Known(Map<Manifest, Signed> results) implements SignatureChecks {
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
}
