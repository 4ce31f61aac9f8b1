package dev.capsule.ingest.landing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.gc.BlobCollector;
import dev.capsule.ingest.gc.SessionSweep;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Child;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Topics;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every crash point of server-invariants 5: a process of its own lands an upload and dies there, or what it would leave is
 * made by hand on disk and in the database; and what recovery makes of it.
 */
@IngestTest
class CrashPointTest {
    @Inject
    Recovery recovery;

    @Inject
    SessionSweep sweep;

    @Inject
    BlobCollector collector;

    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    private Photo photo;
    private Api api;
    private String upload;
    private String metadata;

    @BeforeEach
    void metadataLandedAndOriginalOpen() {
        Neighbours.reset();
        photo = Photo.of(10_000);
        api = Api.of(photo);
        upload = api.original(photo);
        metadata = api.metadata(photo);
        api.patch(metadata, 0, photo.metadata()).then().statusCode(204);
        api.patch(upload, 0, Api.slice(photo.original(), 0, 8192)).then().statusCode(204);
    }

    @AfterEach
    void clock() {
        TestClock.move(Duration.ZERO);
    }

    private Path bin() {
        return config.root().resolve("incoming").resolve(upload + ".bin");
    }

    /** The last chunk is acknowledged; then the process died. */
    private void diedAfterTheLastByte(byte[] staged) throws IOException {
        Files.write(bin(), staged);
        Database.run("""
                update upload_sessions set received = size, status = 'WaitingForProcessing',
                  instance = gen_random_uuid(), updated_at = now() - interval '1 hour' where upload_id = ?
                """, UUID.fromString(upload));
    }

    private String status(String id) {
        return api.head(id).header("Capsule-Session-Status");
    }

    private long landed() {
        return Database.count(
                "select count(*) from upload_sessions where upload_id = ? and landed_at is not null",
                UUID.fromString(upload));
    }

    private void handedOverOnce() {
        assertThat(Broker.read(
                        Topics.BLOBS_STORED,
                        BlobsStored.class,
                        event -> event.asset().equals(photo.manifest().assetId()),
                        Duration.ofSeconds(20)))
                .hasSize(1);
    }

    /** Lands in a process that dies at the point. */
    private void dieAt(LandingProcess.Point point) throws Exception {
        dieAt(point, LandingProcess.Way.COMPLETE);
    }

    private void dieAt(LandingProcess.Point point, LandingProcess.Way way) throws Exception {
        try (var process = Child.start(LandingProcess.class, Api.HOME, upload, point.name(), way.name())) {
            process.awaitExit(Child.DIED);
        }
    }

    @ParameterizedTest
    @EnumSource(LandingProcess.Point.class)
    void shouldStoreAndHandOverOnce_whereverTheProcessDies(LandingProcess.Point point) throws Exception {
        // given
        diedAfterTheLastByte(photo.original());

        // when
        dieAt(point);

        // then: what the dead process left
        boolean stored = point != LandingProcess.Point.BEFORE_THE_BLOB;
        boolean committed = point == LandingProcess.Point.AFTER_THE_COMMIT;
        assertThat(blobs.size(photo.originalHash()).isPresent()).isEqualTo(stored);
        assertThat(landed()).isEqualTo(committed ? 1 : 0);
        assertThat(Database.count(
                        "select count(*) from blobs where hash = ?",
                        photo.originalHash().bytes()))
                .isEqualTo(committed ? 1 : 0);
        assertThat(bin()).exists();

        // and what the next start makes of it
        recovery.stalled();
        assertThat(landed()).isEqualTo(1);
        try (var bytes = blobs.open(photo.originalHash(), 0)) {
            assertThat(bytes.readAllBytes()).isEqualTo(photo.original());
        }
        assertThat(Files.exists(bin())).isEqualTo(committed);
        handedOverOnce();
    }

    /** The original came whole, in one chunk, and nothing of it is acknowledged yet. */
    private void diedWithTheOnlyChunk(LandingProcess.Point point) throws Exception {
        api.cancel(upload);
        upload = api.original(photo);
        Files.write(bin().resolveSibling(upload + "_1.part"), photo.original());
        dieAt(point, LandingProcess.Way.ONE_CHUNK);
    }

    @ParameterizedTest
    @EnumSource(LandingProcess.Point.class)
    void shouldStoreAndHandOverOnce_whereverItDiesWithTheOnlyChunk(LandingProcess.Point point) throws Exception {
        // when
        diedWithTheOnlyChunk(point);

        // then: acknowledged and landed, or neither
        boolean committed = point == LandingProcess.Point.AFTER_THE_COMMIT;
        assertThat(blobs.size(photo.originalHash()).isPresent())
                .isEqualTo(point != LandingProcess.Point.BEFORE_THE_BLOB);
        assertThat(landed()).isEqualTo(committed ? 1 : 0);
        api.head(upload)
                .then()
                .header("Upload-Offset", committed ? "10000" : "0")
                .header("Capsule-Session-Status", committed ? "WaitingForProcessing" : "Pending");

        // and the client, which got no answer, asks first and sends what is missing
        if (!committed) {
            api.patch(upload, 0, photo.original()).then().statusCode(204);
        }
        assertThat(landed()).isEqualTo(1);
        try (var bytes = blobs.open(photo.originalHash(), 0)) {
            assertThat(bytes.readAllBytes()).isEqualTo(photo.original());
        }
        handedOverOnce();
    }

    @Test
    void shouldRemoveTheBlob_whenItDiedWithTheOnlyChunkAndTheClientNeverCameBack() throws Exception {
        diedWithTheOnlyChunk(LandingProcess.Point.BEFORE_THE_COMMIT);
        // the session cancelled before it had the same bytes: what it wrote down must not be what removes them
        Database.run(
                "delete from blob_removals where hash = ?", photo.originalHash().bytes());
        TestClock.move(Duration.ofHours(25));

        sweep.run();
        TestClock.move(Duration.ofDays(60));
        var unused = collector.run(false);

        assertThat(blobs.size(photo.originalHash())).isEmpty();
        assertThat(staged()).isEmpty();
    }

    @Test
    void shouldTidyUp_whenItDiedAfterTheCommit() throws Exception {
        diedAfterTheLastByte(photo.original());
        dieAt(LandingProcess.Point.AFTER_THE_COMMIT);
        Gate.commit(photo, 1, upload, metadata);
        TestClock.move(Duration.ofHours(25));

        sweep.run();

        assertThat(bin()).doesNotExist();
        assertThat(blobs.size(photo.originalHash())).isPresent();
    }

    @Test
    void shouldStoreOnce_whenItDiedBeforeTheRename() throws IOException {
        diedAfterTheLastByte(photo.original());

        recovery.stalled();
        recovery.stalled();

        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
        assertThat(landed()).isEqualTo(1);
        assertThat(bin()).doesNotExist();
        assertThat(status(upload)).isEqualTo("WaitingForProcessing");
        handedOverOnce();
    }

    @Test
    void shouldStoreOnce_whenItDiedAfterTheRenameAndBeforeTheCommit() throws IOException {
        diedAfterTheLastByte(photo.original());
        blobs.put(photo.originalHash(), bin());

        recovery.stalled();

        assertThat(landed()).isEqualTo(1);
        assertThat(Database.count(
                        "select count(*) from blobs where hash = ?",
                        photo.originalHash().bytes()))
                .isEqualTo(1);
        assertThat(bin()).doesNotExist();
        handedOverOnce();
    }

    @Test
    void shouldChangeNothing_whenItDiedAfterTheCommit() throws IOException {
        diedAfterTheLastByte(photo.original());
        recovery.stalled();
        // the staged file was not removed yet
        Files.write(bin(), photo.original());

        recovery.stalled();

        assertThat(landed()).isEqualTo(1);
        handedOverOnce();
    }

    @Test
    void shouldFailTheSession_whenTheStagedBytesAreWrongAfterTheCrash() throws IOException {
        byte[] torn = photo.original().clone();
        java.util.Arrays.fill(torn, 4096, 8192, (byte) 0);
        diedAfterTheLastByte(torn);

        recovery.stalled();

        assertThat(status(upload)).isEqualTo("FailedProcessing");
        assertThat(blobs.size(photo.originalHash())).isEmpty();
        assertThat(bin()).doesNotExist();
    }

    @Test
    void shouldFailTheSession_whenTheStagedFileIsShortOrGone() throws IOException {
        diedAfterTheLastByte(Api.slice(photo.original(), 0, 9000));
        recovery.stalled();
        api.result(upload, 0).then().body("code", org.hamcrest.Matchers.equalTo("FINAL_SIZE_MISMATCH"));

        var second = api.original(photo);
        upload = second;
        diedAfterTheLastByte(photo.original());
        Files.delete(bin());
        recovery.stalled();
        api.result(second, 0).then().body("code", org.hamcrest.Matchers.equalTo("FINAL_SIZE_MISMATCH"));
    }

    /** The store fails under the first attempt, as a disk that reports a failed flush does. @return what stands in its way */
    private Path firstAttemptFails() throws IOException {
        String hash = photo.originalHash().hex();
        var obstacle =
                config.root().resolve("blobs").resolve(hash.substring(0, 2)).resolve(hash.substring(2, 4));
        Files.createDirectories(obstacle.getParent());
        Files.createFile(obstacle);
        api.patch(upload, 8192, Api.slice(photo.original(), 8192, 10_000))
                .then()
                .statusCode(503);
        Database.run(
                "update upload_sessions set updated_at = now() - interval '1 hour' where upload_id = ?",
                UUID.fromString(upload));
        assertThat(landed()).isZero();
        assertThat(bin()).exists();
        return obstacle;
    }

    /** Linux tells of a failed write once: that the next flush succeeds says nothing about the bytes. */
    @Test
    void shouldStoreACopy_whenTheFlushFailedOnce() throws IOException {
        var obstacle = firstAttemptFails();
        var untrusted = Files.readAttributes(bin(), BasicFileAttributes.class).fileKey();

        // the disk is well again
        Files.delete(obstacle);
        try (var open = Files.newInputStream(bin())) {
            recovery.stalled();
            assertThat(open.read()).isNotNegative(); // so that its number is not given to the copy
        }

        assertThat(landed()).isEqualTo(1);
        var blob = blobs.file(photo.originalHash()).orElseThrow();
        assertThat(Files.readAllBytes(blob)).isEqualTo(photo.original());
        assertThat(Files.readAttributes(blob, BasicFileAttributes.class).fileKey())
                .isNotEqualTo(untrusted);
        assertThat(staged()).isEmpty();
        handedOverOnce();
    }

    @Test
    void shouldLetTheClientSendAgain_whenTheFlushFailedAndTheBytesAreGone() throws IOException {
        Files.delete(firstAttemptFails());
        byte[] lost = photo.original().clone();
        java.util.Arrays.fill(lost, 4096, 8192, (byte) 0);
        Files.write(bin(), lost);

        recovery.stalled();

        assertThat(status(upload)).isEqualTo("FailedProcessing");
        assertThat(blobs.size(photo.originalHash())).isEmpty();
        assertThat(staged()).isEmpty();
        upload = api.original(photo);
        api.patch(upload, 0, photo.original()).then().statusCode(204);
        assertThat(landed()).isEqualTo(1);
        handedOverOnce();
    }

    @Test
    void shouldLeaveNoCopies_whenTheStoreFailsAgainAndAgain() throws IOException {
        var obstacle = firstAttemptFails();

        recovery.stalled();
        recovery.stalled();

        assertThat(landed()).isZero();
        assertThat(staged()).containsExactly(bin());
        Files.delete(obstacle);
        recovery.stalled();
        assertThat(landed()).isEqualTo(1);
    }

    private List<Path> staged() throws IOException {
        try (var files = Files.list(config.root().resolve("incoming"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(upload))
                    .map(file -> bin().resolveSibling(file.getFileName()))
                    .toList();
        }
    }

    @Test
    void shouldGoOnFromTheAcknowledgedOffset_whenItDiedInsideAChunk() throws IOException {
        // given: bytes of a chunk that was never acknowledged lie beyond the offset
        Files.write(bin(), Photo.random(1000), java.nio.file.StandardOpenOption.APPEND);
        Database.run(
                "update upload_sessions set instance = gen_random_uuid() where upload_id = ?", UUID.fromString(upload));

        api.head(upload).then().header("Upload-Offset", "8192");
        api.patch(upload, 8192, Api.slice(photo.original(), 8192, 10_000))
                .then()
                .statusCode(204);

        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
        handedOverOnce();
    }

    @Test
    void shouldBeOne_whenTwoUsersUploadTheSameBytes() throws IOException {
        var other = Photo.of(
                dev.capsule.protocol.id.UserId.generate(),
                dev.capsule.protocol.id.AlbumId.generate(),
                photo.original(),
                Photo.metadataBlob(50));
        var otherApi = Api.of(other);
        String otherUpload = otherApi.original(other);
        api.patch(upload, 8192, Api.slice(photo.original(), 8192, 10_000))
                .then()
                .statusCode(204);

        // the other user gets no short cut: the bytes must come again
        otherApi.head(otherUpload).then().header("Upload-Offset", "0");
        otherApi.patch(otherUpload, 0, other.original()).then().statusCode(204);

        assertThat(Database.count(
                        "select count(*) from blobs where hash = ?",
                        photo.originalHash().bytes()))
                .isEqualTo(1);
    }
}
