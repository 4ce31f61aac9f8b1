package dev.capsule.client.upload;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.upload.UploadApi.Declaration;
import dev.capsule.client.upload.UploadApi.Opened;
import dev.capsule.protocol.id.UploadId;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;

/** Sends one blob in chunks, from wherever the server says it has got to. */
public final class BlobUpload {
    /** What a client hears that repeats a chunk because its acknowledgement was lost. */
    private static final Set<String> BEHIND =
            Set.of("OFFSET_MISMATCH", "SESSION_NOT_ACCEPTING", "FINALIZATION_IN_PROGRESS");

    private static final int ALIGNMENT = 4096;
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final int MAX_CHUNK = (int) (16 * MIB);
    /** How often the server may correct the offset without a byte being taken in between. */
    private static final int MAX_CORRECTIONS = 5;

    private final UploadApi api;

    public BlobUpload(UploadApi api) {
        this.api = api;
    }

    /**
     * Opens or finds the session and sends what is missing.
     *
     * @param sent told the bytes of each chunk the server took
     * @throws ServerRefusalException if the server refuses for good
     */
    public UploadId send(Declaration declaration, BlobSource source, LongConsumer sent) throws IOException {
        return send(api.open(declaration), source, sent);
    }

    /** Sends what is missing of an opened session. */
    public UploadId send(Opened opened, BlobSource source, LongConsumer sent) throws IOException {
        var start = opened.position();
        if (start.status().isStored()) {
            sent.accept(source.size());
            return opened.id();
        }
        requireNotFailed(opened.id(), start.status());
        long offset = start.offset();
        sent.accept(offset);
        int chunkSize = chunkSize(source.size(), opened.chunkSize());
        int corrections = 0;
        while (offset < source.size()) {
            int length = (int) Math.min(chunkSize, source.size() - offset);
            byte[] chunk = source.read(offset, length);
            try {
                long after = api.append(opened.id(), offset, chunk);
                if (after <= offset || after > source.size()) {
                    throw new ClientException("UPLOAD_STUCK", "The server acknowledges bytes that were not sent.");
                }
                sent.accept(after - offset);
                offset = after;
                corrections = 0;
            } catch (ServerRefusalException e) {
                if (!BEHIND.contains(e.code())) {
                    throw e;
                }
                // ask where the session is, and go on from there
                var position = api.position(opened.id());
                if (position.status().isStored()) {
                    sent.accept(source.size() - offset);
                    return opened.id();
                }
                requireNotFailed(opened.id(), position.status());
                if (++corrections > MAX_CORRECTIONS || position.offset() == offset) {
                    throw e;
                }
                sent.accept(position.offset() - offset);
                offset = position.offset();
            }
        }
        return opened.id();
    }

    private static void requireNotFailed(UploadId upload, SessionStatus status) {
        if (status == SessionStatus.FAILED_PROCESSING) {
            throw new UploadFailedException(upload);
        }
    }

    /** The suggestion of the server within what this client is willing to hold in memory, else the tier of the contract. */
    static int chunkSize(long size, OptionalLong suggested) {
        long tier = size < 10_000_000 ? 256 * KIB : size < 100_000_000 ? MIB : 4 * MIB;
        long wanted = Math.clamp(suggested.orElse(tier), ALIGNMENT, MAX_CHUNK);
        return (int) (wanted / ALIGNMENT * ALIGNMENT);
    }

    /** The session has failed at the gate or at its hash; its result says why. */
    static final class UploadFailedException extends ClientException {
        private final transient UploadId upload;

        UploadFailedException(UploadId upload) {
            super("UPLOAD_FAILED", "The upload has failed on the server.");
            this.upload = upload;
        }

        UploadId upload() {
            return upload;
        }
    }
}
