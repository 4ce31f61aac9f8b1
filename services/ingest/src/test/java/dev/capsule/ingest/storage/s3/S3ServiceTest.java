package dev.capsule.ingest.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.ObjectStore;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Topics;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way of an upload with the blobs in an object store. */
@QuarkusTest
@TestProfile(S3ServiceTest.OnObjects.class)
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "ingest"))
class S3ServiceTest {
    public static final class OnObjects implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "capsule.ingest.store",
                    "s3",
                    "capsule.ingest.s3.endpoint",
                    ObjectStore.endpoint().toString(),
                    "capsule.ingest.s3.bucket",
                    ObjectStore.bucket(),
                    "capsule.ingest.s3.access-key",
                    ObjectStore.ACCESS_KEY,
                    "capsule.ingest.s3.secret-key",
                    ObjectStore.SECRET_KEY);
        }
    }

    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    private Photo photo;
    private Api api;

    @BeforeEach
    void reset() {
        Neighbours.reset();
        photo = Photo.of(100_000);
        api = Api.of(photo);
    }

    @Test
    void shouldStoreAndServe_whenBlobsAreObjects() {
        assertThat(blobs).isInstanceOf(S3BlobStore.class);
        Gate.album(photo.manifest().albumId(), 1, photo.user());
        String upload = api.original(photo);
        String metadata = api.metadata(photo);
        api.patch(metadata, 0, photo.metadata()).then().statusCode(204);
        api.patch(upload, 0, Api.slice(photo.original(), 0, 65_536)).then().statusCode(204);
        api.patch(upload, 65_536, Api.slice(photo.original(), 65_536, 100_000))
                .then()
                .statusCode(204)
                .header("Capsule-Session-Status", "WaitingForProcessing");
        assertThat(Broker.await(Topics.BLOBS_STORED, BlobsStored.class, e -> e.asset()
                        .equals(photo.manifest().assetId())))
                .isPresent();
        Gate.commit(photo, 1, upload, metadata);

        assertThat(api.blob(photo.originalHash()).asByteArray()).isEqualTo(photo.original());
        var part = api.request()
                .header("Range", "bytes=70000-70099")
                .get("/blob/" + photo.originalHash().hex());
        part.then()
                .statusCode(206)
                .header("Content-Range", "bytes 70000-70099/100000")
                .header("Content-Length", "100");
        assertThat(part.asByteArray()).isEqualTo(Api.slice(photo.original(), 70_000, 70_100));
        api.request()
                .header("Range", "bytes=100000-")
                .get("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(416);
        api.request()
                .contentType("application/json")
                .body(Map.of(
                        "assets",
                        List.of(Map.of(
                                "asset_id",
                                photo.manifest().assetId().toString(),
                                "blob_hashes",
                                List.of(
                                        photo.originalHash().hex(),
                                        photo.metadataHash().hex()))),
                        "deep",
                        true))
                .post("/storage/verify")
                .then()
                .statusCode(200)
                .body("assets[0].durable", equalTo(true));
    }

    @Test
    void shouldSendTheClientElsewhere_whenTheBytesAreStagedAtAnotherProcess() throws IOException {
        // given: an upload another process has begun, in a staging area that is not this one
        String upload = api.original(photo);
        api.patch(upload, 0, Api.slice(photo.original(), 0, 65_536)).then().statusCode(204);
        Database.run(
                "update upload_sessions set instance = gen_random_uuid() where upload_id = ?", UUID.fromString(upload));
        var bin = config.root().resolve("incoming").resolve(upload + ".bin");
        byte[] staged = Files.readAllBytes(bin);
        Files.delete(bin);

        api.patch(upload, 65_536, Api.slice(photo.original(), 65_536, 100_000))
                .then()
                .statusCode(503)
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"));

        // then: nothing is lost where they share it
        Files.write(bin, staged);
        api.patch(upload, 65_536, Api.slice(photo.original(), 65_536, 100_000))
                .then()
                .statusCode(204);
    }
}
