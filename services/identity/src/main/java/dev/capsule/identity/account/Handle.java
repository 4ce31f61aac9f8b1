package dev.capsule.identity.account;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.regex.Pattern;

/** The name others find a user by: 2 to 32 of {@code a–z 0–9 . _ -}, starting with a letter or digit. */
public record Handle(String text) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{1,31}");

    public Handle {
        if (!FORM.matcher(text).matches()) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "The handle is not of its form");
        }
    }
}
