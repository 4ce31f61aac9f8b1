package dev.capsule.ingest.storage;

import java.io.IOException;
import java.nio.file.Path;

class FilesystemBlobStoreTest extends BlobStoreContract {
    @Override
    protected BlobStore store(Path directory) throws IOException {
        return new FilesystemBlobStore(directory);
    }
}
