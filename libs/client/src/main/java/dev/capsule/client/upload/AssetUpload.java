package dev.capsule.client.upload;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.upload.UploadApi.Declaration;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.ContentType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** Sends the two blobs of a new asset and waits for the word of the gate. */
public final class AssetUpload {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    private final UploadApi api;
    private final BlobUpload blobs;
    private final Clock clock;

    public AssetUpload(UploadApi api, Clock clock) {
        this.api = api;
        this.blobs = new BlobUpload(api);
        this.clock = clock;
    }

    /**
     * The gate has committed the asset.
     *
     * @param syncSeq its place in the feed of the album, if the server still knew it
     */
    public record Committed(OptionalLong syncSeq) {}

    /**
     * Sends both blobs: the session of the original first, because it brings the manifest the metadata belongs to; the
     * bytes of the original last.
     *
     * @return the session whose result is the asset's, or nothing if the asset is already committed
     */
    public Optional<UploadId> send(StagedAsset staged, Path ciphertext, LongConsumer sent) throws IOException {
        var manifest = staged.manifest();
        long size = StreamCipher.sealedSize(manifest.plaintextSize());
        UploadApi.Opened original;
        try {
            original = api.open(new Declaration(
                    BlobRole.ORIGINAL,
                    staged.album(),
                    staged.id(),
                    size,
                    manifest.ciphertextHash(),
                    staged.sidecar().contentType(),
                    Optional.of(manifest.encoded())));
        } catch (ServerRefusalException e) {
            // An earlier run got it committed, and the session has been forgotten since.
            if (e.is("ASSET_EXISTS") && api.isCommitted(staged.id(), manifest.hash())) {
                return Optional.empty();
            }
            throw e;
        }
        // A session that takes its first byte from us is open, and has brought the manifest already.
        boolean fresh = original.position().status() == SessionStatus.PENDING;
        byte[] metadata = staged.metadata().encoded().toArray();
        var metadataDeclaration = new Declaration(
                BlobRole.METADATA,
                staged.album(),
                staged.id(),
                metadata.length,
                staged.metadata().hash(),
                ContentType.OCTET_STREAM,
                fresh ? Optional.empty() : Optional.of(manifest.encoded()));
        try (var source = BlobSource.of(ciphertext)) {
            if (original.position().status() != SessionStatus.COMPLETED) {
                blobs.send(metadataDeclaration, BlobSource.of(metadata), bytes -> {});
            }
            return Optional.of(blobs.send(original, source, sent));
        } catch (BlobUpload.UploadFailedException e) {
            throw failure(e.upload());
        }
    }

    /**
     * Waits until the gate has decided.
     *
     * @throws ClientException with the code of the refusal, or COMMIT_TIMEOUT if it takes longer than {@code limit}
     */
    public Committed await(UploadId upload, Duration limit) {
        var deadline = clock.instant().plus(limit);
        while (true) {
            var asked = clock.instant();
            var result = api.result(upload);
            switch (result.status()) {
                case COMPLETED -> {
                    return new Committed(result.syncSeq());
                }
                case FAILED_PROCESSING -> throw refused(result.code().orElse("UPLOAD_FAILED"));
                case PENDING, UPLOADING, WAITING_FOR_PROCESSING -> {
                    if (clock.instant().isAfter(deadline)) {
                        throw new ClientException(
                                "COMMIT_TIMEOUT",
                                "The server has all bytes but has not decided yet; run the same command again later.");
                    }
                    pauseUnlessWaited(asked);
                }
            }
        }
    }

    /** A server that does not hold the request until the gate decides is not to be asked in a tight loop. */
    private void pauseUnlessWaited(java.time.Instant asked) {
        if (Duration.between(asked, clock.instant()).compareTo(SHORTEST_POLL) < 0) {
            try {
                Thread.sleep(SHORTEST_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the gate", e);
            }
        }
    }

    private ClientException failure(UploadId upload) {
        return refused(api.result(upload).code().orElse("UPLOAD_FAILED"));
    }

    private static ClientException refused(String code) {
        return new RejectedByGateException(code);
    }

    /** The gate has said no to these very bytes; sending them again would not change that. */
    public static final class RejectedByGateException extends ClientException {
        RejectedByGateException(String code) {
            super(code, "The server did not commit the asset (" + code + ").");
        }
    }
}
