package dev.capsule.identity.proof;

import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.account.SessionChallenge;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A proof of the identity key as it was sent: not checked yet. */
public record Proof(UserId userId, Bytes nonce, Timestamp expires, List<Bytes> signature) {
    public Proof {
        if (nonce.length() != SessionChallenge.NONCE_LENGTH
                || signature.size() != 2
                || signature.get(0).length() != HybridSignature.ED25519_LENGTH
                || signature.get(1).length() != HybridSignature.ML_DSA_65_LENGTH) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "A nonce or signature has the wrong length");
        }
        signature = List.copyOf(signature);
    }

    /**
     * The proof of a body: its members stand beside the others or together under {@code proof}, not both.
     *
     * @return empty if no member of a proof was sent
     * @throws RefusalException BODY_MALFORMED if only some were
     */
    public static Optional<Proof> of(
            @Nullable Proof nested,
            @Nullable UserId userId,
            @Nullable Bytes nonce,
            @Nullable Timestamp expires,
            @Nullable List<Bytes> signature) {
        boolean none = Stream.of(userId, nonce, expires, signature).allMatch(Objects::isNull);
        if (none) {
            return Optional.ofNullable(nested);
        }
        if (nested != null || userId == null || nonce == null || expires == null || signature == null) {
            throw new RefusalException(
                    ReasonCode.BODY_MALFORMED, "A proof is user_id, nonce, expires and signature, all of them, once");
        }
        return Optional.of(new Proof(userId, nonce, expires, signature));
    }

    SessionChallenge challenge(ChallengePurpose purpose, TenantId tenant) {
        return new SessionChallenge(userId, nonce, purpose, expires, tenant);
    }

    HybridSignature hybridSignature() {
        return new HybridSignature(signature.get(0), signature.get(1));
    }
}
