package dev.capsule.ingest.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.UserId;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator, and nobody else, can ask of the store. */
@IngestTest
class StorageAdminTest {
    @Inject
    BlobStore blobs;

    private Photo photo;

    @BeforeEach
    void purgedPhoto() {
        Neighbours.reset();
        photo = Photo.of(5000);
        Api.of(photo).upload(photo);
        Gate.commit(photo, 1);
        Database.run(
                "delete from upload_sessions where uploader_id = ?",
                photo.user().value());
        Gate.purge(photo, 2);
    }

    @AfterEach
    void clock() {
        TestClock.move(Duration.ZERO);
    }

    private static Response post(String path, Object body) {
        return given().header("Host", Api.HOME)
                .header("Authorization", "Bearer operator-token-of-the-tests")
                .header("Capsule-Protocol", Api.PROTOCOL)
                .contentType("application/json")
                .body(body)
                .post("/admin/storage/" + path);
    }

    @Test
    void shouldCollectOnlyWhenCommitted() throws IOException {
        String hash = photo.originalHash().hex();

        post("gc", Map.of("commit", false))
                .then()
                .statusCode(200)
                .body("dry_run", equalTo(true))
                .body("marked", hasItem(hash));
        post("gc", Map.of("commit", true)).then().statusCode(200).body("marked", hasItem(hash));
        TestClock.move(Duration.ofHours(25));
        post("gc", Map.of("commit", false)).then().body("collected", hasItem(hash));
        assertThat(blobs.size(photo.originalHash())).isPresent();
        post("gc", Map.of("commit", true))
                .then()
                .body("dry_run", equalTo(false))
                .body("collected", hasItem(hash));
        assertThat(blobs.size(photo.originalHash())).isEmpty();
    }

    @Test
    void shouldListWhatIsDamaged_whenTheStoreWasScrubbed() throws IOException {
        String hash = photo.originalHash().hex();
        assertThat(blobs.delete(photo.originalHash())).isTrue();

        post("scrub", Map.of()).then().statusCode(200).body("damaged.hash", hasItem(hash));
        post("scrub", Map.of()).then().body("damaged.hash", not(hasItem(hash)));

        given().header("Host", Api.HOME)
                .header("Authorization", "Bearer operator-token-of-the-tests")
                .get("/admin/storage/damaged")
                .then()
                .statusCode(200)
                .body("damaged.hash", hasItem(hash));
    }

    @Test
    void shouldTellWhatTheRebuildFound() {
        post("rebuild", Map.of())
                .then()
                .statusCode(200)
                .body("unreferenced", hasItem(photo.originalHash().hex()));
    }

    @Test
    void shouldRefuseEveryoneElse() {
        for (String path : new String[] {"gc", "scrub", "rebuild"}) {
            new Api(Api.HOME, UserId.generate())
                    .request()
                    .contentType("application/json")
                    .body(Map.of("commit", true))
                    .post("/admin/storage/" + path)
                    .then()
                    .statusCode(401);
            given().header("Host", Api.HOME)
                    .contentType("application/json")
                    .body(Map.of("commit", true))
                    .post("/admin/storage/" + path)
                    .then()
                    .statusCode(401);
        }
        post("gc", Map.of("commit", true, "force", true)).then().statusCode(400).body("code", equalTo("UNKNOWN_FIELD"));
    }
}
