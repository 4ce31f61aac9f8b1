package dev.capsule.service.body;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The largest body a structured request may have: {@code capsule.http.max-body-size}, in bytes. */
@ApplicationScoped
public class BodyLimit {
    private final int maxBytes;

    BodyLimit(@ConfigProperty(name = "capsule.http.max-body-size") int maxBytes) {
        this.maxBytes = maxBytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    /**
     * Reads to the end, whatever length was declared.
     *
     * @throws RefusalException BODY_TOO_LARGE as soon as there is one byte too many
     */
    public byte[] readAll(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE);
        }
        return bytes;
    }
}
