package dev.capsule.ingest.storage;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.storage.s3.S3BlobStore;
import dev.capsule.ingest.storage.s3.S3Connection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jboss.logging.Logger;

/** The stores the configuration asks for. A bad configuration stops the start. */
@ApplicationScoped
class StorageProducer {
    private static final Logger LOG = Logger.getLogger(StorageProducer.class);
    private static final int ROOMY = 10;

    @Produces
    @Singleton
    BlobStore blobs(IngestConfig config, PutIntents intents) throws IOException {
        if (config.maxFileSize() < 1 || config.maxFileSize() >= config.maxCacheSize()) {
            throw new IllegalStateException("capsule.ingest.max-file-size must be below capsule.ingest.max-cache-size");
        }
        if (config.maxCacheSize() / ROOMY < config.maxFileSize()) {
            LOG.warnf(
                    "capsule.ingest.max-cache-size (%d) is less than %d times max-file-size (%d)",
                    config.maxCacheSize(), ROOMY, config.maxFileSize());
        }
        ServerFiles.check(config.root());
        return switch (config.store()) {
            case FILESYSTEM -> new FilesystemBlobStore(config.root());
            case S3 -> new S3BlobStore(connection(config.s3()), intents);
        };
    }

    void close(@Disposes BlobStore blobs) throws Exception {
        if (blobs instanceof AutoCloseable store) {
            store.close();
        }
    }

    private static S3Connection connection(IngestConfig.S3 s3) {
        if (s3.accessKey().isPresent() != s3.secretKey().isPresent()) {
            throw new IllegalStateException("capsule.ingest.s3.access-key and secret-key come together");
        }
        return new S3Connection(
                s3.endpoint(),
                s3.region(),
                s3.accessKey()
                        .map(key ->
                                new S3Connection.Credentials(key, s3.secretKey().orElseThrow())),
                s3.bucket().orElseThrow(() -> new IllegalStateException("capsule.ingest.s3.bucket is not set")),
                s3.prefix().orElse(""));
    }

    @Produces
    @Singleton
    Staging staging(IngestConfig config) throws IOException {
        // what goes to an object store is read again right after it was written
        return new Staging(config.root(), config.directIo() && config.store() == IngestConfig.Store.FILESYSTEM);
    }
}
