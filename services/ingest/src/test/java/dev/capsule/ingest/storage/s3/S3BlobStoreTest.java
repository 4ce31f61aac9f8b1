package dev.capsule.ingest.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.ingest.harness.ObjectStore;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.BlobStoreContract;
import dev.capsule.ingest.storage.PutIntents;
import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** The same contract on objects, and what only they have: parts. */
class S3BlobStoreTest extends BlobStoreContract {
    private static final int PART = 5 * 1024 * 1024;

    private final String bucket = ObjectStore.bucket();
    private final Intents intents = new Intents();

    /** In memory, as the service has them in its database. */
    private static final class Intents implements PutIntents {
        private final Map<UUID, Sha256> begun = new LinkedHashMap<>();
        private int seen;

        @Override
        public synchronized UUID begin(Sha256 hash) {
            var intent = UUID.randomUUID();
            begun.put(intent, hash);
            seen++;
            return intent;
        }

        @Override
        public synchronized void end(UUID intent) {
            begun.remove(intent);
        }
    }

    @Override
    protected BlobStore store(Path directory) {
        return new S3BlobStore(ObjectStore.connection(bucket), intents, PART);
    }

    @Test
    void shouldGiveBackTheBytes_whenTheyWentInSeveralParts() throws IOException {
        byte[] content = Photo.random(2 * PART + 12_345);
        var hash = Sha256.hash(content);
        var store = store(directory);

        store.put(hash, Files.write(directory.resolve("large"), content));

        assertThat(store.size(hash)).hasValue(content.length);
        try (var in = store.open(hash, PART - 10)) {
            assertThat(in.readNBytes(20)).isEqualTo(java.util.Arrays.copyOfRange(content, PART - 10, PART + 10));
        }
        try (var in = store.open(hash, 0)) {
            assertThat(Sha256.hash(in.readAllBytes())).isEqualTo(hash);
        }
        assertThat(intents.seen).isEqualTo(1);
        assertThat(intents.begun).isEmpty();
    }

    @Test
    void shouldTakeBackWhatACrashLeft_andNothingYounger() throws IOException {
        // given: two multipart uploads of the blob that nobody will complete
        var hash = Sha256.hash(Photo.random(10));
        String hex = hash.hex();
        String key = "capsule/blobs/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex;
        var store = store(directory);
        try (var client = ObjectStore.client()) {
            String upload = client.createMultipartUpload(
                            create -> create.bucket(bucket).key(key))
                    .uploadId();
            client.uploadPart(
                    part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                    RequestBody.fromBytes(new byte[100]));

            store.discardHalfDone(hash, Instant.now().minusSeconds(3600));
            assertThat(client.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                    .hasSize(1);

            store.discardHalfDone(hash, Instant.now().plusSeconds(3600));
            assertThat(client.listMultipartUploads(list -> list.bucket(bucket)).uploads())
                    .isEmpty();
        }
        assertThat(store.size(hash)).isEmpty();
    }

    @Test
    void shouldRefuse_whenAnObjectOfTheNameHasAnotherLength() throws IOException {
        byte[] content = Photo.random(100);
        var hash = Sha256.hash(content);
        String hex = hash.hex();
        try (var client = ObjectStore.client()) {
            client.putObject(
                    put -> put.bucket(bucket)
                            .key("capsule/blobs/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex),
                    RequestBody.fromBytes(new byte[1]));
        }
        var staged = Files.write(directory.resolve("damaged"), content);

        assertThatThrownBy(() -> store(directory).put(hash, staged))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void shouldCopyInParts_whenAnObjectIsTooLargeForOneCopy() throws IOException {
        byte[] content = Photo.random(PART + 1000);
        var hash = Sha256.hash(content);
        var store = store(directory);
        store.put(hash, Files.write(directory.resolve("large"), content));
        try (var client = ObjectStore.client()) {
            String hex = hash.hex();
            new Multipart(client, bucket, PART)
                    .copy(
                            "capsule/blobs/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex,
                            "copy",
                            content.length);

            assertThat(Sha256.hash(
                            client.getObjectAsBytes(get -> get.bucket(bucket).key("copy"))
                                    .asByteArray()))
                    .isEqualTo(hash);
        }
    }

    @Test
    void shouldFailAsADisk_whenTheStoreCanNotBeReached() {
        var nowhere = new S3Connection(
                Optional.of(java.net.URI.create("http://127.0.0.1:1")),
                ObjectStore.REGION,
                Optional.of(new S3Connection.Credentials("a", "b")),
                bucket,
                "");
        assertThat(nowhere.toString()).doesNotContain("secretKey");

        try (var store = new S3BlobStore(nowhere, intents, PART)) {
            assertThatThrownBy(() -> store.size(Sha256.ZERO)).isInstanceOf(IOException.class);
        }
    }
}
