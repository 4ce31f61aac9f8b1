package dev.capsule.ingest.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * Objects in several parts. Small chunks of clients are gathered in the staged file, so the parts here are as large as
 * the store likes them; the object comes into being whole, when the last step completes it.
 */
final class Multipart {
    private static final Logger LOG = Logger.getLogger(Multipart.class);
    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;

    /** Bytes; more for files that would have too many parts. */
    private final long partSize;

    Multipart(S3Client client, String bucket, long partSize) {
        this.client = client;
        this.bucket = bucket;
        this.partSize = partSize;
    }

    /** @throws SdkException if the store fails; what was sent is taken back then, as far as the store lets us */
    void put(String key, Path file, long size) {
        inParts(
                key,
                (upload, number, offset, length) -> client.uploadPart(
                                part -> part.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentLength(length),
                                RequestBody.fromContentProvider(
                                        () -> {
                                            try {
                                                return FileSlice.open(file, offset, length);
                                            } catch (IOException e) {
                                                throw new UncheckedIOException(e);
                                            }
                                        },
                                        length,
                                        "application/octet-stream"))
                        .eTag(),
                size);
    }

    /** Copies within the store, objects beyond the limit of a single copy too. */
    void copy(String from, String to, long size) {
        inParts(
                to,
                (upload, number, offset, length) -> client.uploadPartCopy(part -> part.sourceBucket(bucket)
                                .sourceKey(from)
                                .destinationBucket(bucket)
                                .destinationKey(to)
                                .uploadId(upload)
                                .partNumber(number)
                                .copySourceRange("bytes=" + offset + "-" + (offset + length - 1)))
                        .copyPartResult()
                        .eTag(),
                size);
    }

    private interface Sender {
        /** @return the tag the store gave the part */
        String send(String upload, int number, long offset, long length);
    }

    private void inParts(String key, Sender sender, long size) {
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key).contentType("application/octet-stream"))
                .uploadId();
        try {
            var parts = send(sender, upload, size);
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(
                            CompletedMultipartUpload.builder().parts(parts).build()));
        } catch (RuntimeException e) {
            abortQuietly(key, upload);
            throw e;
        }
    }

    private List<CompletedPart> send(Sender sender, String upload, long size) {
        long length = Math.max(partSize, (size + MOST_PARTS - 1) / MOST_PARTS);
        var parts = new ArrayList<CompletedPart>();
        for (long offset = 0; offset < size; offset += length) {
            int number = parts.size() + 1;
            String tag = sender.send(upload, number, offset, Math.min(length, size - offset));
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    /** The failure that brought us here is the one to tell; what is left is found by its intent. */
    private void abortQuietly(String key, String upload) {
        try {
            abort(key, upload);
        } catch (SdkException e) {
            LOG.warnf(e, "parts of %s are left for the collector", key);
        }
    }

    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (NoSuchUploadException e) {
            LOG.debugf("multipart upload of %s has ended already", key);
        }
    }

    /** Takes back what was begun before a time and never completed. */
    void discard(String key, Instant before) {
        var pages =
                client.listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(key));
        for (var upload : pages.uploads()) {
            if (upload.key().equals(key) && upload.initiated().isBefore(before)) {
                LOG.infof("multipart upload of %s, begun %s, is taken back", key, upload.initiated());
                abort(key, upload.uploadId());
            }
        }
    }
}
