package dev.capsule.service.handshake;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Invariant 2 for writes that carry no signed object: they need not name a suite, but a client that names one this server
 * does not know speaks of things it can't mean here, and is told so before its body is read.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 20)
class NamedSuiteFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        var values = request.getHeaders().get(CryptoSuiteFilter.HEADER);
        if (values != null && !values.isEmpty() && ProtocolFilter.isWrite(request)) {
            CryptoSuiteFilter.requireKnown(values);
        }
    }
}
