package dev.capsule.validation.ledger;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Db;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Situation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Verifies the signatures of a batch before its transaction, spread over the cores: outside it because they take most of
 * the time, and albums are locked inside.
 */
@ApplicationScoped
public class SignatureVerifier {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Db db;
    private final KeyCache cache = new KeyCache();

    SignatureVerifier(Db db) {
        this.db = db;
    }

    /** Call it outside a transaction. */
    public VerifiedAhead verifyAhead(List<Claim> claims) {
        if (claims.isEmpty()) {
            return VerifiedAhead.NOTHING;
        }
        var keys = keys(claims);
        var results = new ConcurrentHashMap<Manifest, VerifiedAhead.Signed>();
        var next = new AtomicInteger();
        // each core takes one claim after the other: shares dealt out beforehand would end at different times
        IntStream.range(0, Math.min(claims.size(), CORES)).parallel().forEach(core -> {
            for (int i = next.getAndIncrement(); i < claims.size(); i = next.getAndIncrement()) {
                results.put(claims.get(i).manifest(), verified(claims.get(i), keys));
            }
        });
        return new VerifiedAhead(keys, results);
    }

    private Keys keys(List<Claim> claims) {
        var known = cache.of(claims);
        var missing = claims.stream()
                .filter(claim ->
                        known.device(claim).isEmpty() || known.writeKey(claim).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return known;
        }
        var read = db.asSystem(tx -> KeyReader.read(tx, missing, known));
        cache.put(read);
        return known.plus(read);
    }

    private static VerifiedAhead.Signed verified(Claim claim, Keys keys) {
        var manifest = claim.manifest();
        return new VerifiedAhead.Signed(
                keys.device(claim)
                        .map(Situation.Device::key)
                        .map(key -> result(key, known -> SignatureChecks.DIRECT.byDevice(manifest, known))),
                keys.writeKey(claim)
                        .map(key -> result(key, known -> SignatureChecks.DIRECT.byWriter(manifest, known))));
    }

    private static VerifiedAhead.Result result(HybridPublicKey key, Predicate<HybridPublicKey> verification) {
        return new VerifiedAhead.Result(key, verification.test(key));
    }
}
