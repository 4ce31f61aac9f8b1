package dev.capsule.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Child;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.storage.BlobStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one root and one database: each continues what the other began, and a dead or late one harms nothing. */
@IngestTest
class TakeoverTest {
    @Inject
    BlobStore blobs;

    @TempDir
    Path directory;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(20_000);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    private Child elsewhere(int from, byte[] chunk, ChunkProcess.Course course) throws IOException {
        var file = Files.write(directory.resolve("chunk"), chunk);
        return Child.start(
                ChunkProcess.class,
                Api.HOME,
                photo.user().toString(),
                upload,
                Integer.toString(from),
                file.toString(),
                course.name());
    }

    private byte[] slice(int from, int to) {
        return Api.slice(photo.original(), from, to);
    }

    private void offset(int expected) {
        api.head(upload).then().statusCode(200).header("Upload-Offset", Integer.toString(expected));
    }

    private void landedWhole() throws IOException {
        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
    }

    @Test
    void shouldContinue_whenAnotherProcessTookTheFirstChunks() throws Exception {
        try (var other = elsewhere(0, slice(0, 8192), ChunkProcess.Course.TO_THE_END)) {
            other.awaitLine("Appended");
            other.awaitExit(0);
        }

        offset(8192);
        api.patch(upload, 8192, slice(8192, 20_000)).then().statusCode(204);
        landedWhole();
    }

    @Test
    void shouldContinue_whenItAlternatesBetweenProcesses() throws Exception {
        api.patch(upload, 0, slice(0, 4096)).then().statusCode(204);
        try (var other = elsewhere(4096, slice(4096, 12_288), ChunkProcess.Course.TO_THE_END)) {
            other.awaitLine("Appended");
        }
        api.patch(upload, 12_288, slice(12_288, 20_000)).then().statusCode(204);

        landedWhole();
    }

    @Test
    void shouldTakeOver_whenTheOtherProcessDiedInsideAChunk() throws Exception {
        api.patch(upload, 0, slice(0, 4096)).then().statusCode(204);
        try (var other = elsewhere(4096, slice(4096, 12_288), ChunkProcess.Course.DIES_INSIDE)) {
            other.awaitExit(Child.DIED);
        }

        offset(4096);
        api.patch(upload, 4096, slice(4096, 20_000)).then().statusCode(204);
        landedWhole();
    }

    /** The same client's request hangs at one process, so it sends the chunk again and reaches the other. */
    @Test
    void shouldTakeOver_whenTheOtherProcessStalls_andLetItKnowWhenItWakes() throws Exception {
        try (var other = elsewhere(0, slice(0, 8192), ChunkProcess.Course.STALLS_INSIDE)) {
            other.awaitLine("half");

            api.patch(upload, 0, slice(0, 8192)).then().statusCode(204);
            api.patch(upload, 8192, slice(8192, 12_288)).then().statusCode(204);

            other.say("go on");
            other.awaitLine("Duplicate");
        }
        offset(12_288);
        api.patch(upload, 12_288, slice(12_288, 20_000)).then().statusCode(204);
        landedWhole();
    }

    @Test
    void shouldRefuseTheLateOne_whenItBringsAnotherChunk() throws Exception {
        try (var other = elsewhere(0, slice(0, 12_288), ChunkProcess.Course.STALLS_INSIDE)) {
            other.awaitLine("half");
            api.patch(upload, 0, slice(0, 8192)).then().statusCode(204);

            other.say("go on");
            other.awaitLine("CHUNK_CONFLICT");
        }
        offset(8192);
        api.patch(upload, 8192, slice(8192, 20_000)).then().statusCode(204);
        landedWhole();
    }
}
