package dev.capsule.ingest.chunk;

import java.io.IOException;

/** Where the bytes of one PATCH go while it is not decided whether they are taken. */
interface Sink {
    /** For chunks that can't be taken anyway and are only hashed. */
    Sink NOWHERE = (bytes, length) -> {};

    /** @param length of the bytes at the start of the array that count */
    void write(byte[] bytes, int length) throws IOException;
}
