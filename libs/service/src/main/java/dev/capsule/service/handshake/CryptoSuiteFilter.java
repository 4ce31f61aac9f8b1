package dev.capsule.service.handshake;

import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Invariant 2, the header's part: a write of a signed object names a suite of the inventory, as a u16 in decimal. */
@Provider
@SignedWrite
@Priority(Priorities.AUTHORIZATION + 20)
class CryptoSuiteFilter implements ContainerRequestFilter {
    static final String HEADER = "Capsule-Crypto-Suite";
    private static final Pattern U16 = Pattern.compile("0|[1-9][0-9]{0,4}");

    @Override
    public void filter(ContainerRequestContext request) {
        requireKnown(request.getHeaders().get(HEADER));
    }

    static void requireKnown(@Nullable List<String> values) {
        if (values == null
                || values.size() != 1
                || !U16.matcher(values.getFirst()).matches()
                || !CryptoSuite.isKnown(Long.parseLong(values.getFirst()))) {
            throw new RefusalException(ReasonCode.UNKNOWN_CRYPTO_SUITE);
        }
    }
}
