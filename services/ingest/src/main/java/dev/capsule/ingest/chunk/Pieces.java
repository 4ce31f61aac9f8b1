package dev.capsule.ingest.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The body of a request, in the pieces it came in. */
interface Pieces {
    /**
     * Waits for it. Valid until the next call.
     *
     * @return bytes on the heap, at least one; null at the end of the body
     * @throws IOException if the connection breaks or stalls
     */
    @Nullable
    ByteBuffer next() throws IOException;
}
