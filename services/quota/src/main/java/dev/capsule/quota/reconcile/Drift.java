package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A figure that is not what the facts say. Bytes.
 *
 * @param kind {@code charge}: a blob, its payer or its size; {@code usage}: the sum of a user and role; {@code blob}: not
 *     what ingest keeps; {@code ledger}: records of an album; or the column of the account whose total is wrong
 * @param user whose figure; absent for a blob nobody pays for, {@code blob} and {@code ledger}
 * @param hash the blob, for {@code charge} and {@code blob}
 * @param detail role and peer, or payers
 * @param recorded what is written
 * @param actual what the facts add up to
 */
public record Drift(
        String kind, @Nullable UserId user, @Nullable Sha256 hash, String detail, long recorded, long actual) {

    /** How many bytes are wrong; the whole blob where the payer is. */
    public long bytes() {
        long difference = Math.abs(recorded - actual);
        return difference == 0 ? actual : difference;
    }

    /** Whether both are about the same figure, whatever its value: a detail begins with what it is about. */
    boolean sameSubject(Drift other) {
        return kind.equals(other.kind)
                && Objects.equals(user, other.user)
                && Objects.equals(hash, other.hash)
                && (hash != null || about().equals(other.about()));
    }

    private String about() {
        return detail.split(":", 2)[0];
    }

    /** For a line of the log: the blob, if it is about one, and the detail. */
    String what() {
        return hash == null ? detail : hash + " " + detail;
    }

    static long bytes(List<Drift> drifts) {
        return drifts.stream().mapToLong(Drift::bytes).sum();
    }
}
