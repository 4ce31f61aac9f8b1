package dev.capsule.client.verify;

import dev.capsule.client.failure.ClientReason;
import java.util.List;
import java.util.Optional;

/** One check of a manifest: the reason it fails, or nothing. */
@FunctionalInterface
interface Rule<M> {
    Optional<ClientReason> check(M manifest, VerifyContext context);

    /** The first rule that fails, in order. */
    static <M> Optional<ClientReason> firstOf(List<Rule<? super M>> rules, M manifest, VerifyContext context) {
        for (var rule : rules) {
            var failure = rule.check(manifest, context);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    static Optional<ClientReason> unless(boolean condition, ClientReason reason) {
        return condition ? Optional.empty() : Optional.of(reason);
    }
}
