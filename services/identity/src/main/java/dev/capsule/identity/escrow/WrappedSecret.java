package dev.capsule.identity.escrow;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;

/**
 * Bytes the client sealed; this server can't open them.
 *
 * @param contentType as the client named it
 * @param sealed 1 to {@value #MAX_BYTES} bytes
 */
record WrappedSecret(String contentType, Bytes sealed) {
    static final int MAX_BYTES = 65_536;

    WrappedSecret {
        if (sealed.length() > MAX_BYTES) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE, "A wrapped secret has at most 64 KiB");
        }
        if (sealed.length() == 0) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "A wrapped secret is not empty");
        }
    }
}
