package dev.capsule.validation.ledger;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Db;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.SignatureChecks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Verifies the signatures of a batch before its transaction, spread over the cores: outside it because they take most of
 * the time, and albums are locked inside. A result holds for one manifest and one key, so a key that changed in between
 * is verified again.
 */
@ApplicationScoped
public class SignatureVerifier {
    private final Db db;

    SignatureVerifier(Db db) {
        this.db = db;
    }

    /** Call it outside a transaction. */
    public SignatureChecks verifyAhead(List<Claim> claims) {
        if (claims.isEmpty()) {
            return SignatureChecks.DIRECT;
        }
        var keys = db.asSystem(tx -> KeyReader.read(tx, claims));
        var tasks = claims.stream().flatMap(claim -> tasks(claim, keys)).toList();
        var results = new HashMap<Task, Boolean>();
        tasks.parallelStream()
                .map(task -> Map.entry(task, task.run()))
                .toList()
                .forEach(done -> results.put(done.getKey(), done.getValue()));
        return new Known(Map.copyOf(results));
    }

    private static Stream<Task> tasks(Claim claim, Keys keys) {
        return Stream.concat(
                keys.device(claim).stream().map(device -> new Task(claim.manifest(), device.key(), Signer.DEVICE)),
                keys.writeKey(claim).stream().map(key -> new Task(claim.manifest(), key, Signer.WRITER)));
    }

    private enum Signer {
        DEVICE,
        WRITER
    }

    /** Equal by manifest (its hash), key and signer. */
    private record Task(Manifest manifest, HybridPublicKey key, Signer signer) {
        boolean run() {
            return switch (signer) {
                case DEVICE -> SignatureChecks.DIRECT.byDevice(manifest, key);
                case WRITER -> SignatureChecks.DIRECT.byWriter(manifest, key);
            };
        }
    }

    private record Known(Map<Task, Boolean> results) implements SignatureChecks {
        @Override
        public boolean byDevice(Manifest manifest, HybridPublicKey key) {
            return result(new Task(manifest, key, Signer.DEVICE));
        }

        @Override
        public boolean byWriter(Manifest manifest, HybridPublicKey key) {
            return result(new Task(manifest, key, Signer.WRITER));
        }

        private boolean result(Task task) {
            var known = results.get(task);
            return known == null ? task.run() : known;
        }
    }
}
