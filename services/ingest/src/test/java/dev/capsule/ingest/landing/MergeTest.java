package dev.capsule.ingest.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.gc.BlobCollector;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Content that is stored already: no transfer for its owner, and no sign of it for anyone else. */
@IngestTest
class MergeTest {
    @Inject
    BlobStore blobs;

    @Inject
    BlobCollector collector;

    private Photo first;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        first = Photo.of(5000);
        Api.of(first).upload(first);
        Gate.commit(first, 1);
        Database.run(
                "update upload_sessions set status = 'Completed' where uploader_id = ?",
                first.user().value());
    }

    @AfterEach
    void clock() {
        TestClock.move(Duration.ZERO);
    }

    private Photo again(UserId user) {
        return Photo.of(user, AlbumId.generate(), first.original(), Photo.metadataBlob(100));
    }

    private static String status(Api api, Photo photo, int expected, int offset) {
        return api.create(Api.body(photo, "original", photo.original()))
                .then()
                .statusCode(expected)
                .header("Upload-Offset", Integer.toString(offset))
                .extract()
                .path("status");
    }

    @Test
    void shouldTransferNothing_whenTheOwnerHasTheContentInAnotherAlbum() {
        var second = again(first.user());
        var api = Api.of(second);

        assertThat(status(api, second, 200, 5000)).isEqualTo("WaitingForProcessing");

        // and the bundle goes to the gate as any other
        String metadata = api.metadata(second);
        api.patch(metadata, 0, second.metadata()).then().statusCode(204);
        var event = Broker.await(Topics.BLOBS_STORED, BlobsStored.class, e -> e.asset()
                .equals(second.manifest().assetId()));
        assertThat(event.orElseThrow().blobs()).hasSize(2);
    }

    @Test
    void shouldAskForTheBytes_whenSomeoneElseHasThem() {
        var stranger = again(UserId.generate());

        assertThat(status(Api.of(stranger), stranger, 201, 0)).isEqualTo("Pending");
    }

    @Test
    void shouldAskForTheBytes_whenTheSameUserHasThemAtAnotherTenant() {
        var second = again(first.user());

        assertThat(status(new Api(Api.OTHER, first.user()), second, 201, 0)).isEqualTo("Pending");
    }

    @Test
    void shouldAskForTheBytes_whenTheOwnerHasPurgedThem() {
        Gate.purge(first, 2);
        var second = again(first.user());

        assertThat(status(Api.of(second), second, 201, 0)).isEqualTo("Pending");
    }

    @Test
    void shouldAskForTheBytes_whenTheStoreHasLostThem() throws IOException {
        assertThat(blobs.delete(first.originalHash())).isTrue();
        var second = again(first.user());

        assertThat(status(Api.of(second), second, 201, 0)).isEqualTo("Pending");
    }

    @Test
    void shouldAnswerWithTheFirstSession_whenTheContentIsInThatAlbumAlready() {
        var second = Photo.of(first.user(), first.manifest().albumId(), first.original(), Photo.metadataBlob(100));
        String location = Api.of(first)
                .create(Api.body(first, "original", first.original()))
                .then()
                .statusCode(200)
                .extract()
                .header("Location");

        Api.of(second)
                .create(Api.body(second, "original", second.original()))
                .then()
                .statusCode(200)
                .header("Location", equalTo(location));
    }

    @Test
    void shouldAskForTheBytes_whenTheCollectorIsFirst() throws Exception {
        var second = again(first.user());
        try (var collecting = Database.open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            // given: the collector has the row, and the merge, which has seen the reference, waits for it
            collecting.setAutoCommit(false);
            Database.run(
                    collecting,
                    "select 1 from blobs where hash = ? for update",
                    first.originalHash().bytes());
            var merge = pool.submit(() -> status(Api.of(second), second, 201, 0));
            Database.awaitBlocked();

            // when
            Database.run(
                    collecting,
                    "delete from blobs where hash = ?",
                    first.originalHash().bytes());
            collecting.commit();

            assertThat(merge.get()).isEqualTo("Pending");
        }
    }

    @Test
    void shouldKeepTheBytes_whenTheMergeIsFirst() throws IOException {
        var second = again(first.user());
        assertThat(status(Api.of(second), second, 200, 5000)).isEqualTo("WaitingForProcessing");

        // when: the only committed reference goes, and a mark is due
        Gate.purge(first, 2);
        Database.run(
                "update blobs set collectable_since = now() - interval '3 days' where hash = ?",
                first.originalHash().bytes());

        assertThat(collector.run(false).collected()).doesNotContain(first.originalHash());
        assertThat(stored(first.originalHash())).isTrue();
    }

    private boolean stored(Sha256 hash) throws IOException {
        return blobs.size(hash).isPresent();
    }
}
