package dev.capsule.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.RawHttp;
import dev.capsule.ingest.upload.InFlight;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that lie about their length, never end, or hardly come at all. */
@IngestTest
class BodyLimitsTest {
    @Inject
    IngestConfig config;

    @Inject
    InFlight inFlight;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(64 * 1024);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    @Test
    void shouldTakeTheChunk_whenItHasNoLength() throws IOException {
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 16; i++) {
                http.chunk(Api.slice(photo.original(), i * 4096, (i + 1) * 4096));
            }
            assertThat(http.send("0\r\n\r\n").answer()).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void shouldStopAtTheDeclaredSize_whenABodyWithoutLengthNeverEnds() throws IOException {
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Transfer-Encoding: chunked\r\n\r\n");
            http.chunk(photo.original());
            http.chunk(new byte[1]);

            // the answer comes although the body goes on
            assertThat(http.answer()).startsWith("HTTP/1.1 400").contains("CHUNK_EXCEEDS_DECLARED");
        }
        api.head(upload).then().header("Capsule-Session-Status", "FailedProcessing");
        assertThat(Files.exists(config.root().resolve("incoming").resolve(upload + ".bin")))
                .isFalse();
        assertThat(inFlight.bytes()).isLessThan(1e9);
    }

    @Test
    void shouldNotReadOn_whenTheAnswerIsGivenAndTheBodyIsEndless() throws IOException {
        long sent = 0;
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Transfer-Encoding: chunked\r\n\r\n");
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 256; i++) {
                http.chunk(block);
                sent += block.length;
            }
        } catch (java.net.SocketException e) {
            assertThat(sent).isLessThan(200L * 1024 * 1024);
            return;
        }
        throw new AssertionError("the server read " + sent + " bytes of a body it had refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775808", "18446744073709551616", "abc", "5, 6"})
    void shouldRefuse_whenTheContentLengthIsNone(String length) throws IOException {
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Content-Length: " + length + "\r\n\r\n");

            assertThat(http.answer()).matches("(?s)HTTP/1.1 4.*|");
        }
        api.head(upload).then().header("Upload-Offset", "0").header("Capsule-Session-Status", "Pending");
    }

    @Test
    void shouldTakeNothing_whenTheAnnouncedLengthIsHuge() throws IOException {
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Content-Length: 9223372036854775807\r\n\r\n");
            http.send(photo.original()).send(new byte[1]);

            assertThat(http.answer()).startsWith("HTTP/1.1 413").contains("CHUNK_EXCEEDS_MAX");
        }
        api.head(upload).then().header("Upload-Offset", "0").header("Capsule-Session-Status", "Pending");
    }

    @Test
    void shouldRefuse_whenLengthAndChunkedComeTogether() throws IOException {
        try (var http = new RawHttp()) {
            String request = RawHttp.patchHead(api, upload, 0)
                    + "Content-Length: 4096\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "1000\r\n" + "A".repeat(4096) + "\r\n0\r\n\r\n"
                    + "GET /upload/sessions HTTP/1.1\r\nHost: home.localhost\r\n\r\n";
            // one write: the server may close as soon as it has read the head
            String answer = http.send(request).answer();

            assertThat(answer).startsWith("HTTP/1.1 400");
            assertThat(http.isClosedByServer())
                    .as("nothing answers the smuggled request")
                    .isTrue();
        }
        api.head(upload).then().header("Upload-Offset", "0").header("Capsule-Session-Status", "Pending");
    }

    @Test
    void shouldCutOff_whenTheBodyStalls() throws IOException {
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Content-Length: 65536\r\n\r\n").send(new byte[4096]);

            String answer = http.answer();

            assertThat(answer).matches("(?s)HTTP/1.1 408.*|");
            assertThat(http.isClosedByServer()).isTrue();
        }
        api.head(upload).then().header("Upload-Offset", "0");
    }

    @Test
    void shouldCutOff_whenTheBodyDrips() throws Exception {
        // 64 KiB per second are asked for after a second of grace; this sends 4 KiB per 200 ms
        try (var http = new RawHttp()) {
            http.patch(api, upload, 0).send("Content-Length: 65536\r\n\r\n");
            String answer = "";
            try {
                for (int i = 0; i < 15; i++) {
                    http.send(new byte[4096]);
                    Thread.sleep(200); // the drip itself is what is tested
                }
                answer = http.answer();
            } catch (java.net.SocketException e) {
                assertThat(e).hasMessageMatching("(?i).*(reset|pipe|abort).*");
            }
            assertThat(answer).doesNotContain("204");
        }
        api.head(upload).then().header("Upload-Offset", "0").header("Capsule-Session-Status", "Pending");
        assertThat(dev.capsule.ingest.harness.Database.count(
                        "select count(*) from chunks where upload_id = ?", UUID.fromString(upload)))
                .isZero();
    }
}
