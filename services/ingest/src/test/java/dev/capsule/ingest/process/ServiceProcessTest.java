package dev.capsule.ingest.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.RawHttp;
import dev.capsule.ingest.harness.Tokens;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.service.body.Mappers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances on one root and one database: the packaged one, which is killed or stopped, and the one of the test. */
@IngestTest
class ServiceProcessTest {
    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    private ServiceProcess other;
    private Photo photo;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        Neighbours.reset();
        photo = Photo.of(2_000_000);
        api = Api.of(photo);
        other = ServiceProcess.start();
    }

    @AfterEach
    void stop() {
        other.close();
        Neighbours.reset();
    }

    private void landedWhole() throws IOException {
        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
    }

    @Test
    void shouldFinishTheChunkInFlight_whenItIsToldToStop() throws Exception {
        String upload = api.original(photo);
        try (var http = new RawHttp(other.port())) {
            // given: half of the last chunk is there
            http.patch(api, upload, 0).send("Content-Length: 2000000\r\n\r\n");
            http.send(Api.slice(photo.original(), 0, 1_000_000));
            awaitStaged(upload);

            // when
            other.terminate();
            Thread.sleep(300); // whatever a signal sets off at once
            http.send(Api.slice(photo.original(), 1_000_000, 2_000_000));

            // then
            assertThat(http.answer()).startsWith("HTTP/1.1 204 ").contains("2000000");
        }
        other.awaitExit();
        api.head(upload).then().header("Capsule-Session-Status", "WaitingForProcessing");
        landedWhole();
    }

    /** Bytes of the chunk have reached the disk, so that the request is being worked on. */
    private void awaitStaged(String upload) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (staged(upload) == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private long staged(String upload) throws IOException {
        try (var files = Files.newDirectoryStream(config.root().resolve("incoming"), upload + "*")) {
            long bytes = 0;
            for (var file : files) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    @Test
    void shouldContinueHere_whenTheOtherInstanceIsKilledInsideAChunk() throws Exception {
        String upload = api.original(photo);
        try (var http = new RawHttp(other.port())) {
            http.patch(api, upload, 0).send("Content-Length: 819200\r\n\r\n");
            http.send(Api.slice(photo.original(), 0, 819_200));
            assertThat(http.answer()).startsWith("HTTP/1.1 204 ");
        }
        try (var http = new RawHttp(other.port())) {
            http.patch(api, upload, 819_200).send("Content-Length: 1180800\r\n\r\n");
            http.send(Api.slice(photo.original(), 819_200, 1_500_000));
            other.kill();
        }

        api.head(upload).then().header("Upload-Offset", "819200");
        api.patch(upload, 819_200, Api.slice(photo.original(), 819_200, 2_000_000))
                .then()
                .statusCode(204);
        landedWhole();
    }

    /** Quota is asked between the look for a session and its insertion: that is where it dies. */
    @Test
    void shouldMakeOneSession_whenAnInstanceDiesBetweenCheckAndInsert() throws Exception {
        var reserved = new AtomicReference<String>();
        Neighbours.reservation(reservation -> {
            reserved.set(reservation.upload().toString());
            try {
                other.kill();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        byte[] body = Mappers.json().writeValueAsBytes(Api.body(photo, "original", photo.original()));
        try (var http = new RawHttp(other.port())) {
            http.send("POST /upload HTTP/1.1\r\nHost: " + Api.HOME + "\r\nAuthorization: Bearer "
                    + Tokens.of(Api.HOME, photo.user()) + "\r\nCapsule-Protocol: " + Api.PROTOCOL
                    + "\r\nCapsule-Crypto-Suite: 1\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            http.send(body);
            assertThat(http.isClosedByServer()).isTrue();
        }
        assertThat(sessions()).isZero();

        // when: the client and 31 impatient copies of it come again
        Neighbours.reservation(reservation -> {});
        var ids = new ArrayList<Future<String>>();
        try (var pool = Executors.newFixedThreadPool(32)) {
            Callable<String> create = () ->
                    api.create(Api.body(photo, "original", photo.original())).path("upload_id");
            for (int i = 0; i < 32; i++) {
                ids.add(pool.submit(create));
            }
            for (var id : ids) {
                assertThat(id.get())
                        .as("the session of the reservation that was made")
                        .isEqualTo(reserved.get());
            }
        }
        assertThat(sessions()).isEqualTo(1);
    }

    private long sessions() {
        return Database.count(
                "select count(*) from upload_sessions where uploader_id = ?",
                photo.user().value());
    }
}
