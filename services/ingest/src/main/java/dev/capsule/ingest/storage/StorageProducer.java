package dev.capsule.ingest.storage;

import dev.capsule.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
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
    BlobStore blobs(IngestConfig config) throws IOException {
        if (config.maxFileSize() < 1 || config.maxFileSize() >= config.maxCacheSize()) {
            throw new IllegalStateException("capsule.ingest.max-file-size must be below capsule.ingest.max-cache-size");
        }
        if (config.maxCacheSize() / ROOMY < config.maxFileSize()) {
            LOG.warnf(
                    "capsule.ingest.max-cache-size (%d) is less than %d times max-file-size (%d)",
                    config.maxCacheSize(), ROOMY, config.maxFileSize());
        }
        ServerFiles.check(config.root());
        return new FilesystemBlobStore(config.root());
    }

    @Produces
    @Singleton
    Staging staging(IngestConfig config) throws IOException {
        return new Staging(config.root());
    }
}
