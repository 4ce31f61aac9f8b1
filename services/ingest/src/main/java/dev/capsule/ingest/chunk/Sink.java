package dev.capsule.ingest.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of one PATCH go while it is not decided whether they are taken. */
interface Sink {
    /** For chunks that can't be taken anyway and are only hashed. */
    Sink NOWHERE = bytes -> {};

    /** Takes all that remains; the memory is used again afterwards. */
    void write(ByteBuffer bytes) throws IOException;
}
