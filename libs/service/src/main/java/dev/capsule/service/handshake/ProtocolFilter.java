package dev.capsule.service.handshake;

import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Invariant 1, after authentication and before the body is read. Writes need a version inside the window. Reads are
 * served with any version or none, because old data always stays readable; a malformed one is refused all the same.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 10)
class ProtocolFilter implements ContainerRequestFilter {
    static final String HEADER = "Capsule-Protocol";
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

    @Override
    public void filter(ContainerRequestContext request) {
        boolean write = isWrite(request);
        var values = request.getHeaders().get(HEADER);
        if (values == null || values.isEmpty()) {
            if (write) {
                throw new RefusalException(ReasonCode.PROTOCOL_HEADER_MISSING);
            }
            return;
        }
        if (values.size() > 1) {
            throw new RefusalException(ReasonCode.PROTOCOL_MALFORMED);
        }
        var version = parse(values.getFirst());
        if (write && !version.isWritable()) {
            throw new RefusalException(ReasonCode.PROTOCOL_OUT_OF_RANGE);
        }
    }

    static boolean isWrite(ContainerRequestContext request) {
        return WRITES.contains(request.getMethod());
    }

    private static ProtocolVersion parse(String value) {
        try {
            return new ProtocolVersion(value);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.PROTOCOL_MALFORMED);
        }
    }
}
