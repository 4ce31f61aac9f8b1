package dev.capsule.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.blob.Removals;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.RawHttp;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that race each other, die half-way, or find that the process they began with is gone. */
@IngestTest
class ChunkRaceTest {
    private static final int MIB = 1024 * 1024;

    @Inject
    IngestConfig config;

    @Inject
    BlobStore blobs;

    @Inject
    Assemblies assemblies;

    @Inject
    Removals removals;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(2 * MIB + 77);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    private byte[] part(int from, int to) {
        return Api.slice(photo.original(), from, to);
    }

    private List<Integer> atOnce(int threads, Callable<Integer> request) throws Exception {
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var answer : pool.invokeAll(java.util.Collections.nCopies(threads, request))) {
                statuses.add(answer.get());
            }
        }
        return statuses;
    }

    private void finishAndCompare(int from) throws IOException {
        int at = from;
        while (at < photo.original().length) {
            int to = Math.min(at + MIB, photo.original().length);
            api.patch(upload, at, part(at, to)).then().statusCode(204);
            at = to;
        }
        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
        noDebris();
    }

    private void noDebris() throws IOException {
        try (var files = Files.list(config.root().resolve("incoming"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(upload)))
                    .isEmpty();
        }
    }

    @Test
    void shouldKeepOneChunk_when16IdenticalOnesRace() throws Exception {
        byte[] chunk = part(0, MIB);

        var statuses = atOnce(16, () -> api.patch(upload, 0, chunk).statusCode());

        assertThat(statuses).containsOnly(204);
        assertThat(Database.count("select count(*) from chunks where upload_id = ?", UUID.fromString(upload)))
                .isEqualTo(1);
        finishAndCompare(MIB);
    }

    @Test
    void shouldKeepTheWinnersBytes_whenDifferentChunksRace() throws Exception {
        // given: one writer of the true bytes, and eleven of noise with the same length
        var requests = new ArrayList<Callable<Integer>>();
        requests.add(() -> api.patch(upload, 0, part(0, MIB)).statusCode());
        for (int i = 0; i < 11; i++) {
            byte[] noise = Photo.random(MIB);
            requests.add(() -> api.patching(0)
                    .header("Upload-Checksum", Api.checksum(part(0, MIB)))
                    .body(noise)
                    .patch("/upload/" + upload)
                    .statusCode());
        }

        // when
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(12)) {
            for (var answer : pool.invokeAll(requests)) {
                statuses.add(answer.get());
            }
        }

        // then
        assertThat(statuses.removeFirst()).isEqualTo(204);
        assertThat(statuses).containsOnly(460);
        finishAndCompare(MIB);
    }

    @Test
    void shouldLetOneWin_whenDifferentChunksWithoutChecksumRace() throws Exception {
        var statuses = atOnce(8, () -> api.patch(upload, 0, Photo.random(MIB)).statusCode());

        assertThat(statuses.stream().filter(s -> s == 204)).hasSize(1);
        assertThat(statuses.stream().filter(s -> s == 409)).hasSize(7);
        assertThat(Database.count("select count(*) from chunks where upload_id = ?", UUID.fromString(upload)))
                .isEqualTo(1);
        assertThat(Database.count("select received from upload_sessions where upload_id = ?", UUID.fromString(upload)))
                .isEqualTo(MIB);
    }

    @Test
    void shouldLandOnce_whenTheWholeFileComes16TimesAtOnce() throws Exception {
        var statuses = atOnce(16, () -> api.patch(upload, 0, photo.original()).statusCode());

        // one that comes when it is all over finds a session that takes no more chunks
        assertThat(statuses).containsOnly(204, 409).containsOnlyOnce(204);
        assertThat(Database.count(
                        "select count(*) from upload_sessions where upload_id = ? and landed_at is not null",
                        UUID.fromString(upload)))
                .isEqualTo(1);
        finishAndCompare(photo.original().length);
    }

    @Test
    void shouldKeepTheTrueBytes_whenTheWholeFileRacesItsFirstChunk() throws Exception {
        var requests = List.<Callable<Integer>>of(
                () -> api.patch(upload, 0, photo.original()).statusCode(),
                () -> api.patch(upload, 0, part(0, MIB)).statusCode());

        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(2)) {
            for (var answer : pool.invokeAll(requests)) {
                statuses.add(answer.get());
            }
        }

        assertThat(statuses).containsExactlyInAnyOrder(204, 409);
        finishAndCompare(Integer.parseInt(api.head(upload).header("Upload-Offset")));
    }

    /** Whichever lands last must see the other: neither may go unseen, and no two may both take themselves for the last. */
    @Test
    void shouldHandOverOnce_whenOriginalAndMetadataLandAtTheSameMoment() throws Exception {
        var assets = new HashSet<AssetId>();
        for (int i = 0; i < 20; i++) {
            var asset = Photo.of(8192);
            var client = Api.of(asset);
            String original = client.original(asset);
            String metadata = client.metadata(asset);
            try (var pool = Executors.newFixedThreadPool(2)) {
                var both = List.<Callable<Integer>>of(
                        () -> client.patch(original, 0, asset.original()).statusCode(),
                        () -> client.patch(metadata, 0, asset.metadata()).statusCode());
                for (var answer : pool.invokeAll(both)) {
                    assertThat(answer.get()).isEqualTo(204);
                }
            }
            assets.add(asset.manifest().assetId());
            assertThat(Database.count(
                            "select count(*) from upload_sessions where bundled_at is not null and upload_id in (?, ?)",
                            UUID.fromString(original),
                            UUID.fromString(metadata)))
                    .isEqualTo(2);
        }
        // a marker after them: what is on its topic then is all there will be
        api.patch(api.metadata(photo), 0, photo.metadata()).then().statusCode(204);
        api.patch(upload, 0, photo.original()).then().statusCode(204);
        assertThat(Broker.await(Topics.BLOBS_STORED, BlobsStored.class, event -> event.asset()
                        .equals(photo.manifest().assetId())))
                .isPresent();

        assertThat(Broker.read(
                        Topics.BLOBS_STORED,
                        BlobsStored.class,
                        event -> assets.contains(event.asset()),
                        Duration.ofSeconds(20)))
                .extracting(BlobsStored::asset)
                .containsExactlyInAnyOrderElementsOf(assets);
    }

    /** One waits for a lock, so that the others gather behind it and land in one transaction; one of them was cancelled. */
    @Test
    void shouldLandAllWhoGathered_butTheOneThatWasCancelled() throws Exception {
        var assets = Stream.generate(
                        () -> Photo.of(photo.user(), photo.manifest().albumId(), 8192))
                .limit(6)
                .toList();
        var cancelled = Photo.of(photo.user(), photo.manifest().albumId(), 8192);
        String cancelledUpload = api.original(cancelled);
        try (var threads = Executors.newCachedThreadPool()) {
            Future<Integer> first;
            var others = new ArrayList<Future<Integer>>();
            Future<Integer> refused;
            try (var lock = Database.open()) {
                first = heldUp(lock, threads);
                for (var asset : assets) {
                    String original = api.original(asset);
                    String metadata = api.metadata(asset);
                    others.add(threads.submit(
                            () -> api.patch(original, 0, asset.original()).statusCode()));
                    others.add(threads.submit(
                            () -> api.patch(metadata, 0, asset.metadata()).statusCode()));
                }
                refused = threads.submit(() ->
                        api.patch(cancelledUpload, 0, cancelled.original()).statusCode());
                for (var asset : assets) {
                    awaitStored(asset.originalHash());
                    awaitStored(asset.metadataHash());
                }
                awaitStored(cancelled.originalHash());
                api.cancel(cancelledUpload).then().statusCode(204);
                // as if the bytes had been put after all that: whoever put them is the last to know of them
                assertThat(removals.make(cancelled.originalHash())).isTrue();
                lock.commit();
            }
            assertThat(first.get()).isEqualTo(204);
            for (var each : others) {
                assertThat(each.get()).isEqualTo(204);
            }
            assertThat(refused.get()).isEqualTo(404);
        }
        for (var asset : assets) {
            assertThat(Database.count(
                            "select count(*) from upload_sessions where bundled_at is not null and asset_id = ?",
                            asset.manifest().assetId().value()))
                    .isEqualTo(2);
            assertThat(Broker.await(Topics.BLOBS_STORED, BlobsStored.class, event -> event.asset()
                            .equals(asset.manifest().assetId())))
                    .isPresent();
        }
        assertThat(Database.count("select count(*) from blobs where hash = ?", (Object)
                        cancelled.originalHash().bytes()))
                .isZero();
        assertThat(Database.count("select count(*) from blob_removals where hash = ?", (Object)
                        cancelled.originalHash().bytes()))
                .as("the blob that was put goes again")
                .isEqualTo(1);
    }

    /** Two of one session must not share a transaction: both would be taken for the one that landed. */
    @Test
    void shouldLandOnce_whenTheSameFileGathersTwice() throws Exception {
        var twice = Photo.of(photo.user(), photo.manifest().albumId(), 8192);
        String id = api.original(twice);
        Callable<Integer> whole = () -> api.patch(id, 0, twice.original()).statusCode();
        try (var threads = Executors.newCachedThreadPool();
                var lock = Database.open()) {
            var first = heldUp(lock, threads);
            var both = List.of(threads.submit(whole), threads.submit(whole));
            awaitParts(id, 2, twice.original().length);
            lock.commit();

            assertThat(first.get()).isEqualTo(204);
            assertThat(List.of(both.get(0).get(), both.get(1).get())).containsExactlyInAnyOrder(204, 409);
        }
    }

    /** A landing of this user's tenant that waits for a lock, until the connection commits. */
    private Future<Integer> heldUp(Connection lock, ExecutorService threads) throws SQLException {
        lock.setAutoCommit(false);
        Database.run(lock, "select pg_advisory_xact_lock(?)", Locks.ofBlob(photo.originalHash()));
        var first = threads.submit(() -> api.patch(upload, 0, photo.original()).statusCode());
        Database.awaitBlocked();
        return first;
    }

    /** Until so many requests have written their part, and had a moment to queue up. */
    private void awaitParts(String id, int count, long size) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (parts(id, size) < count) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(2);
        }
        Thread.sleep(200);
    }

    private long parts(String id, long size) throws IOException {
        try (var files = Files.list(config.root().resolve("incoming"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(id + "_"))
                    .filter(file -> file.toFile().length() == size)
                    .count();
        }
    }

    private void awaitStored(Sha256 hash) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (blobs.size(hash).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(2);
        }
    }

    @Test
    void shouldTakeOverAtOnce_whenTheFirstConnectionHangs() throws Exception {
        try (var hanging = new RawHttp()) {
            // given: half a chunk, then silence
            hanging.patch(api, upload, 0)
                    .send("Content-Length: " + MIB + "\r\n\r\n")
                    .send(Photo.random(MIB / 2));

            // when
            long start = System.nanoTime();
            api.patch(upload, 0, part(0, MIB)).then().statusCode(204);

            // then: it did not wait for the other to time out, and the bytes are the second one's
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2500);
            hanging.send(Photo.random(MIB / 2));
            assertThat(hanging.answer())
                    .contains(" 409 ")
                    .contains("CHUNK_CONFLICT")
                    .containsIgnoringCase("upload-offset: " + MIB);
        }
        finishAndCompare(MIB);
    }

    @Test
    void shouldKeepNothing_whenTheConnectionBreaks() throws Exception {
        try (var broken = new RawHttp()) {
            broken.patch(api, upload, 0)
                    .send("Content-Length: " + MIB + "\r\n\r\n")
                    .send(Photo.random(MIB - 1));
        }

        api.head(upload).then().header("Upload-Offset", "0");
        finishAndCompare(0);
    }

    @Test
    void shouldGoOn_whenTheProcessForgotEverything() throws Exception {
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);

        // the state in memory is gone, the process is the same
        assemblies.forget(UploadId.parse(upload));

        finishAndCompare(MIB);
    }

    @Test
    void shouldGoOn_whenAnotherProcessBegan() throws Exception {
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);
        Database.run(
                "update upload_sessions set instance = gen_random_uuid() where upload_id = ?", UUID.fromString(upload));
        assemblies.forget(UploadId.parse(upload));

        finishAndCompare(MIB);

        assertThat(Database.count(
                        "select count(*) from upload_sessions where upload_id = ? and taken_over",
                        UUID.fromString(upload)))
                .isEqualTo(1);
    }

    @Test
    void shouldStoreNothing_whenAnotherProcessChangedTheBytesBehindIt() throws Exception {
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);
        Database.run(
                "update upload_sessions set instance = gen_random_uuid() where upload_id = ?", UUID.fromString(upload));
        try (var zombie = java.nio.channels.FileChannel.open(
                config.root().resolve("incoming").resolve(upload + ".bin"), java.nio.file.StandardOpenOption.WRITE)) {
            zombie.write(java.nio.ByteBuffer.wrap(Photo.random(4096)), 0);
            api.patch(upload, MIB, part(MIB, 2 * MIB)).then().statusCode(204);

            api.patch(upload, 2 * MIB, part(2 * MIB, 2 * MIB + 77))
                    .then()
                    .statusCode(409)
                    .body("code", org.hamcrest.Matchers.equalTo("CIPHERTEXT_HASH_MISMATCH"));
        }
        assertThat(blobs.size(photo.originalHash())).isEmpty();
        noDebris();
    }

    @Test
    void shouldKeepTheStoredBlob_whenAZombieWritesAfterTheEnd() throws Exception {
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);
        Database.run(
                "update upload_sessions set instance = gen_random_uuid() where upload_id = ?", UUID.fromString(upload));
        try (var zombie = java.nio.channels.FileChannel.open(
                config.root().resolve("incoming").resolve(upload + ".bin"), java.nio.file.StandardOpenOption.WRITE)) {
            finishAndCompare(MIB);

            zombie.write(java.nio.ByteBuffer.wrap(Photo.random(4096)), 0);
        }
        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
    }
}
