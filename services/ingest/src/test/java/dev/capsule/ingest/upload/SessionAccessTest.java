package dev.capsule.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.gc.SessionSweep;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.protocol.event.BlobsReleased;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees a session, and how it ends without a commit. */
@IngestTest
class SessionAccessTest {
    @Inject
    SessionSweep sweep;

    @Inject
    IngestConfig config;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(10_000);
        api = Api.of(photo);
        upload = api.original(photo);
        api.patch(upload, 0, Api.slice(photo.original(), 0, 4096)).then().statusCode(204);
    }

    @AfterEach
    void clock() {
        TestClock.move(Duration.ZERO);
    }

    private static List<Response> everyVerb(Api stranger, String id, byte[] chunk) {
        return List.of(stranger.head(id), stranger.patch(id, 4096, chunk), stranger.cancel(id), stranger.result(id, 0));
    }

    private void untouched() {
        api.head(upload)
                .then()
                .statusCode(200)
                .header("Upload-Offset", "4096")
                .header("Upload-Length", "10000")
                .header("Capsule-Session-Status", "Uploading")
                .header("Cache-Control", "no-store");
    }

    @Test
    void shouldKnowNothing_whenAnotherUserAsks() {
        for (var answer : everyVerb(new Api(Api.HOME, UserId.generate()), upload, new byte[4096])) {
            assertThat(answer.statusCode()).isEqualTo(404);
        }
        untouched();
    }

    @Test
    void shouldKnowNothing_whenTheSameUserAsksAtAnotherTenant() {
        for (var answer : everyVerb(new Api(Api.OTHER, photo.user()), upload, new byte[4096])) {
            assertThat(answer.statusCode()).isEqualTo(404);
        }
        untouched();
    }

    @Test
    void shouldSayTheSame_whenTheSessionIsAbsentOrAnothers() {
        var stranger = new Api(Api.HOME, UserId.generate());
        String absent = UploadId.generate().toString();

        for (String id : List.of(upload, absent)) {
            stranger.patch(id, 0, new byte[4096]).then().statusCode(404).body("code", equalTo("SESSION_NOT_FOUND"));
        }
        assertThat(stranger.cancel(upload).asString())
                .isEqualTo(stranger.cancel(absent).asString());
    }

    @Test
    void shouldAnswerHead_whereverThereIsAGet() {
        api.request().head("/upload/sessions").then().statusCode(200);
        api.request().head("/upload/" + upload + "/result").then().statusCode(200);
    }

    @Test
    void shouldRequireCredentials_whenThereAreNone() {
        for (String method : List.of("HEAD", "PATCH", "DELETE")) {
            RestAssured.given()
                    .header("Host", Api.HOME)
                    .header("Capsule-Protocol", Api.PROTOCOL)
                    .request(method, "/upload/" + upload)
                    .then()
                    .statusCode(401)
                    .header("Tus-Resumable", "1.0.0");
        }
        untouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "..%2f..%2fetc%2fpasswd",
                "%00",
                "01890000-0000-7000-8000-00000000000",
                "01890000-0000-4000-8000-000000000000",
                "01890000-0000-7000-8000-00000000000G",
                "01890000-0000-7000-8000-000000000000;x=1",
                "01890000-0000-7000-8000-000000000000%2e",
                "..",
                "*.bin"
            })
    void shouldRefuse_whenTheIdIsATrick(String id) {
        for (var answer : everyVerb(api, id, new byte[4096])) {
            assertThat(answer.statusCode()).isBetween(400, 405);
        }
        untouched();
    }

    @Test
    void shouldRefuse_whenTheIdIsInCapitals() {
        for (var answer : everyVerb(api, upload.toUpperCase(java.util.Locale.ROOT), new byte[4096])) {
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldBeGone_whenCancelled() {
        api.cancel(upload).then().statusCode(204);

        api.head(upload).then().statusCode(404);
        api.cancel(upload).then().statusCode(404).body("code", equalTo("SESSION_NOT_FOUND"));
        assertThat(Database.count("select count(*) from chunks where upload_id = ?", UUID.fromString(upload)))
                .isZero();
        assertThat(config.root().resolve("incoming").resolve(upload + ".bin")).doesNotExist();
        assertThat(Broker.await(Topics.BLOBS_RELEASED, BlobsReleased.class, e -> e.upload()
                        .equals(UploadId.parse(upload))))
                .isPresent();
        // the content is free for a new session
        api.create(Api.body(photo, "original", photo.original())).then().statusCode(201);
    }

    @Test
    void shouldNotBeCancellable_whenItWaitsForTheGate() {
        api.patch(upload, 4096, Api.slice(photo.original(), 4096, 10_000))
                .then()
                .statusCode(204);

        api.cancel(upload).then().statusCode(409).body("code", equalTo("SESSION_NOT_CANCELLABLE"));
    }

    @Test
    void shouldListOwnActiveSessions_whenAsked() {
        api.request()
                .get("/upload/sessions")
                .then()
                .statusCode(200)
                .body("sessions.upload_id", contains(upload))
                .body("sessions[0].offset", equalTo(4096))
                .body("sessions[0].status", equalTo("Uploading"));
        new Api(Api.OTHER, photo.user())
                .request()
                .get("/upload/sessions")
                .then()
                .statusCode(200)
                .body("sessions.size()", equalTo(0));
    }

    @Test
    void shouldBeGone_whenItsTimeIsOver() {
        TestClock.move(Duration.ofHours(24).plusMinutes(1));

        // before the sweep and after it
        api.head(upload).then().statusCode(404);
        api.patch(upload, 4096, new byte[4096]).then().statusCode(404).body("code", equalTo("SESSION_NOT_FOUND"));
        sweep.run();
        api.head(upload).then().statusCode(404);
        assertThat(Database.count("select count(*) from upload_sessions where upload_id = ?", UUID.fromString(upload)))
                .isZero();
        assertThat(config.root().resolve("incoming").resolve(upload + ".bin")).doesNotExist();
        assertThat(Broker.await(Topics.BLOBS_RELEASED, BlobsReleased.class, e -> e.upload()
                        .equals(UploadId.parse(upload))))
                .isPresent();
    }

    @Test
    void shouldStay_whenItsTimeIsNotOver() {
        TestClock.move(Duration.ofHours(23).plusMinutes(59));

        sweep.run();

        untouched();
    }

    @Test
    void shouldEvictLandedBlobs_whenTheirManifestNeverGotTheRest() {
        api.patch(upload, 4096, Api.slice(photo.original(), 4096, 10_000))
                .then()
                .statusCode(204);
        TestClock.move(Duration.ofHours(25));

        sweep.run();

        api.head(upload).then().statusCode(404);
    }

    @Test
    void shouldKeepASession_whenTheGateHasYetToDecide() {
        String metadata = api.metadata(photo);
        api.patch(upload, 4096, Api.slice(photo.original(), 4096, 10_000))
                .then()
                .statusCode(204);
        api.patch(metadata, 0, photo.metadata()).then().statusCode(204);
        TestClock.move(Duration.ofHours(25));

        sweep.run();

        api.head(upload).then().statusCode(200).header("Capsule-Session-Status", "WaitingForProcessing");
    }

    @Test
    void shouldSpeakTus_whenAskedWhatItSpeaks() {
        RestAssured.given()
                .header("Host", Api.HOME)
                .options("/upload")
                .then()
                .statusCode(204)
                .header("Tus-Resumable", "1.0.0")
                .header("Tus-Version", "1.0.0")
                .header("Tus-Extension", "checksum,expiration,termination")
                .header("Tus-Checksum-Algorithm", "sha256")
                .header("Tus-Max-Size", Long.toString(config.maxFileSize()));
    }

    @Test
    void shouldNameItsEnd_whenAskedForTheState() {
        api.head(upload).then().header("Upload-Expires", containsString("GMT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "99999"})
    void shouldRefuse_whenTheWaitIsNoNumberOfSeconds(String wait) {
        api.request()
                .get("/upload/" + upload + "/result?wait=" + wait)
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldAnswerWithTheStatusSoFar_whenTheWaitIsOver() {
        api.result(upload, 1).then().statusCode(200).body("status", equalTo("Uploading"));
    }
}
