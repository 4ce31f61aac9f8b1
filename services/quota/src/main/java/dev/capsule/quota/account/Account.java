package dev.capsule.quota.account;

import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.LimitSource;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.state.Measure;
import dev.capsule.quota.state.QuotaState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A user and what the user is billed for.
 *
 * @param sponsor who is billed instead; used and reserved are 0 then
 * @param used bytes stored, those of sponsored users included
 * @param reserved bytes set aside, of them {@code reservedMetadata} for metadata
 */
public record Account(
        UserId user,
        Optional<UserId> sponsor,
        Optional<String> tier,
        LimitSource source,
        Limits limits,
        boolean suspended,
        long used,
        long reserved,
        long reservedMetadata,
        QuotaState state) {

    public Measure measure() {
        return new Measure(used, limits, suspended);
    }

    public QuotaState stateAt(Instant now, Duration grace) {
        return state.next(measure(), now, grace);
    }

    /** Bytes by which one more reservation would exceed the hard limit; 0 if it fits. */
    public long excess(long bytes) {
        return limits.excess(used + reserved + bytes);
    }

    public Account withUsed(long change) {
        return with(Math.addExact(used, change), reserved, reservedMetadata);
    }

    public Account withReserved(long change, long metadataChange) {
        return with(used, Math.addExact(reserved, change), reservedMetadata + metadataChange);
    }

    public Account with(long newUsed, long newReserved, long newReservedMetadata) {
        return new Account(
                user, sponsor, tier, source, limits, suspended, newUsed, newReserved, newReservedMetadata, state);
    }

    Account withState(QuotaState next) {
        return new Account(user, sponsor, tier, source, limits, suspended, used, reserved, reservedMetadata, next);
    }
}
