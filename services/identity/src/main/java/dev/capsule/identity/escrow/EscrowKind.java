package dev.capsule.identity.escrow;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.regex.Pattern;

/** What a wrapped secret is, in the client's words: 1 to 32 of {@code a–z 0–9 -}, for example {@code account-keys}. */
record EscrowKind(String name) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    EscrowKind {
        if (!FORM.matcher(name).matches()) {
            throw new RefusalException(ReasonCode.NOT_FOUND, "There is no escrow of that kind");
        }
    }
}
