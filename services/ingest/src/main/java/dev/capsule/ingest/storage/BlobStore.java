package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Blobs by their content address. Nothing here knows tenants or references: callers decide who may read, and hold the
 * database lock on the hash while they put or delete.
 */
public interface BlobStore {

    /**
     * Stores a verified file under its hash; returns when it is durable. Putting what is there already does nothing. The
     * staged file is left where it is.
     *
     * @param staged a complete file whose SHA-256 is {@code hash}; never written to again
     */
    void put(Sha256 hash, Path staged) throws IOException;

    /** Whether putting a staged file moves no bytes, so that it may be waited for. */
    boolean isLocal();

    /** Size in bytes, if the blob is there. */
    OptionalLong size(Sha256 hash) throws IOException;

    /**
     * The bytes from an offset on.
     *
     * @throws java.nio.file.NoSuchFileException if the blob is not there
     */
    InputStream open(Sha256 hash, long offset) throws IOException;

    /** The file to send without copying, if the blob is there and this store has files. */
    Optional<Path> file(Sha256 hash) throws IOException;

    /** Deletes the blob and what is kept beside it. @return whether there was a blob to delete */
    boolean delete(Sha256 hash) throws IOException;

    /**
     * Keeps a signed manifest beside the blob it refers to; keeping the same one twice keeps it once. The caller holds the
     * lock on the hash.
     *
     * @param manifest one canonical CBOR item
     * @return false if there is no room for another one
     */
    boolean annotate(Sha256 hash, byte[] manifest) throws IOException;

    /** The manifests kept beside a blob, as a CBOR sequence; empty if there are none. */
    byte[] annotations(Sha256 hash) throws IOException;

    /** Takes a blob out of service and to {@code quarantine/}, with a note beside it that says why. */
    void quarantine(QuarantineReason reason) throws IOException;

    /** Calls with every stored hash and the epoch milliseconds it was stored at. */
    void forEach(BiConsumer<Sha256, Long> visitor) throws IOException;

    /**
     * Takes back what puts of this blob, begun before a time, left half done.
     *
     * @see PutIntents
     */
    void discardHalfDone(Sha256 hash, Instant before) throws IOException;
}
