package dev.capsule.identity.session;

import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.body.Base64Url;
import java.util.Optional;

/** 128 random bits; base64url towards the client, SHA-256 towards the database. */
final class SessionToken {
    private static final int LENGTH = 16;

    private final byte[] value;

    private SessionToken(byte[] value) {
        this.value = value;
    }

    static SessionToken random() {
        return new SessionToken(Secret.random(LENGTH).reveal());
    }

    static Optional<SessionToken> parse(String text) {
        try {
            byte[] value = Base64Url.decode(text);
            return value.length == LENGTH ? Optional.of(new SessionToken(value)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        return Base64Url.encode(value);
    }

    Sha256 hash() {
        return Sha256.hash(value);
    }

    @Override
    public String toString() {
        return "SessionToken[redacted]";
    }
}
