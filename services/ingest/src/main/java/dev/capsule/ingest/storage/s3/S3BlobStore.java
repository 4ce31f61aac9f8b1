package dev.capsule.ingest.storage.s3;

import dev.capsule.ingest.storage.Annotations;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.PutIntents;
import dev.capsule.ingest.storage.QuarantineReason;
import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Blobs as objects with the names of the filesystem layout. An object comes into being by one request, or by completing a
 * multipart upload whose intent was written down before: it is there whole or not at all. Overwriting an object with
 * another one of its name changes nothing, because the name is the hash.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    /** Objects up to this size are put by one request; larger ones in parts of it. Bytes; stores take 5 MiB and up. */
    public static final long PART = 16L * 1024 * 1024;

    /** Largest object one request copies. */
    private static final long LARGEST_COPY = 5L * 1024 * 1024 * 1024;

    private static final int NOT_FOUND = 404;
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})");

    private final S3Client client;
    private final Multipart multipart;
    private final PutIntents intents;
    private final String bucket;
    private final String prefix;
    private final long partSize;

    public S3BlobStore(S3Connection connection, PutIntents intents) {
        this(connection, intents, PART);
    }

    S3BlobStore(S3Connection connection, PutIntents intents, long partSize) {
        client = connection.client();
        bucket = connection.bucket();
        prefix = connection.prefix();
        multipart = new Multipart(client, bucket, partSize);
        this.intents = intents;
        this.partSize = partSize;
    }

    @Override
    public void close() {
        client.close();
    }

    private String key(Sha256 hash) {
        String hex = hash.hex();
        return prefix + "blobs/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex;
    }

    private String annotationsKey(Sha256 hash) {
        return key(hash) + ".env";
    }

    private String quarantineKey(Sha256 hash) {
        return prefix + "quarantine/" + hash.hex();
    }

    @Override
    public void put(Sha256 hash, Path staged) throws IOException {
        long size = Files.size(staged);
        var stored = size(hash);
        if (stored.isPresent()) {
            // the same content by its name; an object of another length is not that content
            if (stored.getAsLong() != size) {
                throw new IOException("blob " + hash + " is damaged in the store");
            }
            return;
        }
        ask(() -> {
            if (size <= partSize) {
                return client.putObject(
                        put -> put.bucket(bucket).key(key(hash)).contentType("application/octet-stream"),
                        RequestBody.fromFile(staged));
            }
            var intent = intents.begin(hash);
            multipart.put(key(hash), staged, size);
            intents.end(intent);
            return size;
        });
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public OptionalLong size(Sha256 hash) throws IOException {
        return ask(() -> sizeOf(key(hash)));
    }

    private OptionalLong sizeOf(String key) {
        try {
            return OptionalLong.of(
                    client.headObject(head -> head.bucket(bucket).key(key)).contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public InputStream open(Sha256 hash, long offset) throws IOException {
        return open(key(hash), offset).orElseThrow(() -> new NoSuchFileException(hash.hex()));
    }

    private Optional<InputStream> open(String key, long offset) throws IOException {
        return ask(() -> {
            try {
                return Optional.<InputStream>of(client.getObject(get -> {
                    get.bucket(bucket).key(key);
                    if (offset > 0) {
                        get.range("bytes=" + offset + "-");
                    }
                }));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    @Override
    public Optional<Path> file(Sha256 hash) {
        return Optional.empty();
    }

    @Override
    public boolean delete(Sha256 hash) throws IOException {
        return ask(() -> {
            boolean present = sizeOf(key(hash)).isPresent();
            client.deleteObject(delete -> delete.bucket(bucket).key(key(hash)));
            client.deleteObject(delete -> delete.bucket(bucket).key(annotationsKey(hash)));
            return present;
        });
    }

    @Override
    public boolean annotate(Sha256 hash, byte[] manifest) throws IOException {
        byte[] kept = annotations(hash);
        var all = Annotations.with(kept, manifest);
        if (all.isPresent() && all.get().length > kept.length) {
            write(annotationsKey(hash), all.get(), "application/cbor-seq");
        }
        return all.isPresent();
    }

    private void write(String key, byte[] content, String contentType) throws IOException {
        ask(() -> client.putObject(
                put -> put.bucket(bucket).key(key).contentType(contentType), RequestBody.fromBytes(content)));
    }

    @Override
    public byte[] annotations(Sha256 hash) throws IOException {
        var kept = open(annotationsKey(hash), 0);
        if (kept.isEmpty()) {
            return new byte[0];
        }
        try (var in = kept.get()) {
            return in.readNBytes(Annotations.MAX_BYTES);
        }
    }

    /** The reason first, the object last: a crash in between leaves a copy with a note, never an object without one. */
    @Override
    public void quarantine(QuarantineReason reason) throws IOException {
        var hash = reason.hash();
        write(
                quarantineKey(hash) + ".reason.json",
                reason.json().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "application/json");
        ask(() -> {
            var size = sizeOf(key(hash));
            if (size.isPresent()) {
                copy(key(hash), quarantineKey(hash), size.getAsLong());
                client.deleteObject(delete -> delete.bucket(bucket).key(key(hash)));
            }
            return size;
        });
    }

    private void copy(String from, String to, long size) {
        if (size <= LARGEST_COPY) {
            client.copyObject(copy -> copy.sourceBucket(bucket)
                    .sourceKey(from)
                    .destinationBucket(bucket)
                    .destinationKey(to));
        } else {
            multipart.copy(from, to, size);
        }
    }

    @Override
    public void forEach(BiConsumer<Sha256, Long> visitor) throws IOException {
        String all = prefix + "blobs/";
        ask(() -> {
            client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(all))
                    .contents()
                    .forEach(object -> {
                        var name = NAME.matcher(object.key().substring(all.length()));
                        if (name.matches()) {
                            visitor.accept(
                                    Sha256.parse(name.group(1)),
                                    object.lastModified().toEpochMilli());
                        }
                    });
            return all;
        });
    }

    @Override
    public void discardHalfDone(Sha256 hash, Instant before) throws IOException {
        ask(() -> {
            multipart.discard(key(hash), before);
            return hash;
        });
    }

    /** A store that fails is an I/O failure like that of a disk. */
    private static <T> T ask(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw new IOException("object store: " + e.getMessage(), e);
        }
    }
}
