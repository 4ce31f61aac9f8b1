package dev.capsule.validation.request;

import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the headers of a signed write declare. The filters have checked that version and suite are there and known.
 *
 * @param protocol {@code Capsule-Protocol}
 * @param suite {@code Capsule-Crypto-Suite}
 * @param sidecarSchema {@code Capsule-Sidecar-Schema}, as sent
 */
public record Declared(
        String protocol,
        String suite,
        Optional<String> sidecarSchema,
        Optional<IntentId> intent,
        Optional<OperationId> operation) {

    /** Refuses with {@link ReasonCode#BODY_MALFORMED} what is no id, or is there twice. */
    public static Declared of(HttpHeaders headers) {
        return new Declared(
                single(headers, "Capsule-Protocol").orElse(""),
                single(headers, "Capsule-Crypto-Suite").orElse(""),
                single(headers, "Capsule-Sidecar-Schema"),
                id(headers, "Capsule-Intent-Id", IntentId::parse),
                id(headers, "Capsule-Operation-Id", OperationId::parse));
    }

    /** Invariants 1 and 2: header and signed object declare the same version and suite. */
    public void requireSame(String protocolVersion, long cryptoSuite) {
        if (!protocol.equals(protocolVersion)) {
            throw new RefusalException(ReasonCode.PROTOCOL_HEADER_MISMATCH);
        }
        requireSuite(cryptoSuite);
    }

    /** Invariant 2: header and signed object declare the same suite. */
    public void requireSuite(long cryptoSuite) {
        if (!suite.equals(Long.toString(cryptoSuite))) {
            throw new RefusalException(ReasonCode.UNKNOWN_CRYPTO_SUITE);
        }
    }

    private static Optional<String> single(HttpHeaders headers, String name) {
        var values = headers.getRequestHeader(name);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, name + " is there twice");
        }
        return Optional.of(values.getFirst());
    }

    private static <T> Optional<T> id(HttpHeaders headers, String name, Function<String, T> type) {
        try {
            return single(headers, name).map(type);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, name + " is no id of its kind");
        }
    }
}
