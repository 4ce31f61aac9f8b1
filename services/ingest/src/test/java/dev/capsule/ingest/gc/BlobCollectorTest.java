package dev.capsule.ingest.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Moderation;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ModerationAction;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.BlobRole;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Garbage collection: only what nobody refers to, only after the grace time, and never by a dry run. */
@IngestTest
class BlobCollectorTest {
    @Inject
    BlobCollector collector;

    @Inject
    OrphanSweep orphans;

    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    @Inject
    MeterRegistry metrics;

    private Photo photo;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        TestClock.move(Duration.ZERO);
        photo = Photo.of(5000);
        Api.of(photo).upload(photo);
        Database.run(
                "update upload_sessions set status = 'Completed' where uploader_id = ?",
                photo.user().value());
        Gate.commit(photo, 1);
    }

    @AfterEach
    void clock() {
        TestClock.move(Duration.ZERO);
    }

    private boolean stored(Sha256 hash) throws IOException {
        return blobs.size(hash).isPresent();
    }

    private static long rows(Sha256 hash) {
        return Database.count("select count(*) from blobs where hash = ?", hash.bytes());
    }

    @Test
    void shouldCollect_whenTheGraceTimeIsOver() throws IOException {
        // given
        assertThat(collector.run(false).marked()).doesNotContain(photo.originalHash());
        Gate.purge(photo, 2);

        // when: marked, then still in grace
        assertThat(collector.run(false).marked()).contains(photo.originalHash(), photo.metadataHash());
        TestClock.move(Duration.ofHours(23));
        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash());
        assertThat(stored(photo.originalHash())).isTrue();

        // then
        TestClock.move(Duration.ofHours(25));
        assertThat(collector.run(false).collected()).contains(photo.originalHash(), photo.metadataHash());
        assertThat(stored(photo.originalHash())).isFalse();
        assertThat(rows(photo.originalHash())).isZero();
    }

    @Test
    void shouldChangeNothing_whenItIsADryRun() throws IOException {
        Gate.purge(photo, 2);

        assertThat(collector.run(true).marked()).contains(photo.originalHash());
        assertThat(Database.count(
                        "select count(*) from blobs where hash = ? and collectable_since is null",
                        photo.originalHash().bytes()))
                .isEqualTo(1);
        var unused = collector.run(false);
        TestClock.move(Duration.ofHours(25));
        assertThat(collector.run(true).collected()).contains(photo.originalHash());
        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(rows(photo.originalHash())).isEqualTo(1);
    }

    @Test
    void shouldClearTheMark_whenAReferenceComesBack() throws IOException {
        Gate.purge(photo, 2);
        var unused = collector.run(false);
        TestClock.move(Duration.ofHours(25));

        Gate.commit(photo, 3);

        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash());
        assertThat(stored(photo.originalHash())).isTrue();
        Api.of(photo)
                .blob(photo.originalHash())
                .then()
                .statusCode(404); // no album row: not a member, but not collected
    }

    @Test
    void shouldCountAgain_whenTheReferenceWasThereAllAlong() throws IOException {
        // given: a mark that is wrong, as a restored backup could hold it
        Database.run(
                "update blobs set collectable_since = now() - interval '3 days' where hash = ?",
                photo.originalHash().bytes());

        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash());

        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(Database.count(
                        "select count(*) from blobs where hash = ? and collectable_since is null",
                        photo.originalHash().bytes()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"LEGAL_HOLD, LEGAL_HOLD_LIFTED", "TAKEDOWN, TAKEDOWN_LIFTED"})
    void shouldKeep_whenUnderLegalHoldOrTakenDownUntilThatIsLifted(ModerationAction set, ModerationAction lifted)
            throws IOException {
        // given: moderated, then purged all the same
        Moderation.act(photo, set, 1);
        Gate.purge(photo, 2);

        // then: no run ever takes it
        keptForever();

        // and it is as any other once that has ended, its grace time included
        Moderation.act(photo, lifted, 2);
        assertThat(collector.run(false).marked()).contains(photo.originalHash(), photo.metadataHash());
        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash());
        TestClock.move(Duration.ofHours(226));
        assertThat(collector.run(false).collected()).contains(photo.originalHash(), photo.metadataHash());
        assertThat(stored(photo.originalHash())).isFalse();
        assertThat(Database.count(
                        "select count(*) from former_references where hash = ?",
                        photo.originalHash().bytes()))
                .isZero();
    }

    private void keptForever() throws IOException {
        assertThat(collector.run(false).marked()).doesNotContain(photo.originalHash(), photo.metadataHash());
        assertThat(collector.run(true).marked()).doesNotContain(photo.originalHash(), photo.metadataHash());
        for (int hours : new int[] {100, 200}) {
            TestClock.move(Duration.ofHours(hours));
            assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash(), photo.metadataHash());
        }
        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(stored(photo.metadataHash())).isTrue();
    }

    @Test
    void shouldKeep_whenTheHoldArrivesAfterThePurge() throws IOException {
        // given: marked already
        Gate.purge(photo, 2);
        assertThat(collector.run(false).marked()).contains(photo.originalHash());

        Moderation.act(photo, ModerationAction.LEGAL_HOLD, 1);

        TestClock.move(Duration.ofHours(100));
        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash(), photo.metadataHash());
        keptForever();
    }

    @Test
    void shouldKeepWhatWasReplaced_whenTheHoldCameBefore() throws IOException {
        Moderation.act(photo, ModerationAction.LEGAL_HOLD, 1);
        byte[] metadata = Photo.metadataBlob(100);
        Gate.commit(
                photo,
                photo.next(Action.METADATA_UPDATE, metadata),
                2,
                List.of(new BlobRef(BlobRole.METADATA, Sha256.hash(metadata), 100, Optional.empty())),
                List.of(new BlobRef(BlobRole.METADATA, photo.metadataHash(), 200, Optional.empty())));

        keptForever();
    }

    @Test
    void shouldKeep_whenATakedownIsLiftedAndTheHoldStands() throws IOException {
        Moderation.act(photo, ModerationAction.TAKEDOWN, 1);
        Moderation.act(photo, ModerationAction.LEGAL_HOLD, 2);
        Moderation.act(photo, ModerationAction.TAKEDOWN_LIFTED, 3);
        Gate.purge(photo, 2);

        keptForever();
    }

    /** A mark from before, or one a restored backup holds: it is counted again under the row's lock. */
    @Test
    void shouldKeep_whenTheHoldIsCommittedWhileTheCollectorRuns() throws Exception {
        Gate.purge(photo, 2);
        var unused = collector.run(false);
        TestClock.move(Duration.ofHours(25));
        try (var other = Database.open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            Database.run(
                    other,
                    "select 1 from blobs where hash = ? for update",
                    photo.originalHash().bytes());
            var running = pool.submit(() -> collector.run(false));
            Database.awaitBlocked();

            Moderation.act(photo, ModerationAction.LEGAL_HOLD, 1);
            other.commit();

            assertThat(running.get().collected()).doesNotContain(photo.originalHash());
        }
        assertThat(stored(photo.originalHash())).isTrue();
    }

    @Test
    void shouldKeepTheFile_whenAnotherTenantHasTheBlob() throws IOException {
        Database.run(
                "insert into blobs (tenant_id, hash, size, stored_at) values ('other.localhost', ?, 5000, now())",
                photo.originalHash().bytes());
        Database.run(
                "insert into blob_references values ('other.localhost', ?, gen_random_uuid(), 'original', ?,"
                        + " gen_random_uuid(), gen_random_uuid(), 5000, 1)",
                photo.originalHash().bytes(),
                photo.manifest().hash().bytes());
        Gate.purge(photo, 2);
        var unused = collector.run(false);
        TestClock.move(Duration.ofHours(25));

        assertThat(collector.run(false).collected()).contains(photo.originalHash());

        assertThat(rows(photo.originalHash())).isEqualTo(1);
        assertThat(stored(photo.originalHash())).isTrue();
    }

    @Test
    void shouldKeepWhatTheGateHasYetToDecideOn() throws IOException {
        var waiting = Photo.of(UserId.generate(), AlbumId.generate(), 5000);
        Api.of(waiting).upload(waiting);
        TestClock.move(Duration.ofHours(100));

        assertThat(collector.run(false).marked()).doesNotContain(waiting.originalHash(), waiting.metadataHash());
    }

    @Test
    void shouldDropOneReferenceOnce_whenAManifestSupersedesAnother() {
        byte[] metadata = Photo.metadataBlob(100);
        var update = photo.next(Action.METADATA_UPDATE, metadata);
        var added = List.of(new BlobRef(BlobRole.METADATA, Sha256.hash(metadata), 100, Optional.empty()));
        var released = List.of(new BlobRef(BlobRole.METADATA, photo.metadataHash(), 200, Optional.empty()));

        Gate.commit(photo, update, 2, added, released);

        assertThat(Database.count(
                        "select count(*) from blob_references where asset_id = ?",
                        photo.manifest().assetId().value()))
                .isEqualTo(2);
        assertThat(Database.count(
                        "select count(*) from blob_references where hash = ?",
                        photo.metadataHash().bytes()))
                .isZero();
    }

    @Test
    void shouldSweepStagedDebris_whenItIsOld() throws IOException {
        var upload = UploadId.generate();
        var debris = Files.write(config.root().resolve("incoming").resolve(upload + ".bin"), Photo.random(1000));

        // then: young debris stays, a dry run takes nothing
        assertThat(orphans.stagedDebris(false)).doesNotContain(upload);
        TestClock.move(Duration.ofHours(25));
        assertThat(orphans.stagedDebris(true)).contains(upload);
        assertThat(debris).exists();
        assertThat(orphans.stagedDebris(false)).contains(upload);
        assertThat(debris).doesNotExist();
    }

    @Test
    void shouldNeverDeleteABlob_whenOnlyAListingShowsIt() throws IOException {
        // given: a blob as it is after a loss of the database
        byte[] content = Photo.random(1000);
        var hash = Sha256.hash(content);
        var staged = Files.write(config.root().resolve(hash.hex()), content);
        blobs.put(hash, staged);
        Files.delete(staged);
        TestClock.move(Duration.ofHours(100));

        assertThat(orphans.unknownBlobs()).contains(hash).doesNotContain(photo.originalHash());
        var unused = collector.run(false);
        assertThat(stored(hash)).isTrue();
    }

    @Test
    void shouldFinishARemoval_whenItDiedBetweenRowAndBytes() throws IOException {
        // given
        Gate.purge(photo, 2);
        Database.run("delete from blobs where hash = ?", photo.originalHash().bytes());
        Database.run(
                "insert into blob_removals (hash, since) values (?, now())",
                photo.originalHash().bytes());

        // then: it could still be landing in these hours
        assertThat(collector.run(false).removed()).doesNotContain(photo.originalHash());
        TestClock.move(Duration.ofHours(25));
        assertThat(collector.run(true).removed()).contains(photo.originalHash());
        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(collector.run(false).removed()).contains(photo.originalHash());
        assertThat(stored(photo.originalHash())).isFalse();
        assertThat(collector.run(false).removed()).isEmpty();
    }

    @Test
    void shouldKeepTheBytes_whenTheyLandedAgainBeforeTheRemoval() throws IOException {
        Database.run(
                "insert into blob_removals (hash, since) values (?, now() - interval '2 days')",
                photo.originalHash().bytes());

        assertThat(collector.run(false).removed()).doesNotContain(photo.originalHash());

        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(Database.count(
                        "select count(*) from blob_removals where hash = ?",
                        photo.originalHash().bytes()))
                .isZero();
    }

    /** The reference is committed while the collector waits for the row: a count made before that wait would miss it. */
    @Test
    void shouldKeep_whenAReferenceIsCommittedWhileTheCollectorRuns() throws Exception {
        // given: a blob due for collection, and a commit that has it locked
        Gate.purge(photo, 2);
        var unused = collector.run(false);
        TestClock.move(Duration.ofHours(25));
        try (var commit = Database.open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            commit.setAutoCommit(false);
            Database.run(
                    commit,
                    "select 1 from blobs where hash = ? for update",
                    photo.originalHash().bytes());
            var running = pool.submit(() -> collector.run(false));
            Database.awaitBlocked();

            // when
            Database.run(
                    commit,
                    "insert into blob_references values ('home.localhost', ?, gen_random_uuid(), 'original', ?,"
                            + " gen_random_uuid(), gen_random_uuid(), 5000, 1)",
                    photo.originalHash().bytes(),
                    photo.manifest().hash().bytes());
            commit.commit();

            // then
            assertThat(running.get().collected()).doesNotContain(photo.originalHash());
        }
        assertThat(stored(photo.originalHash())).isTrue();
        assertThat(rows(photo.originalHash())).isEqualTo(1);
    }

    @Test
    void shouldTakeTheBlobBack_whenACommitComesBetweenRowAndBytes() throws IOException {
        // given: the collector has deleted the row and not yet the bytes
        Gate.purge(photo, 2);
        Database.run("delete from blobs where hash = ?", photo.originalHash().bytes());

        // when
        Gate.commit(photo, 3);

        // then
        assertThat(rows(photo.originalHash())).isEqualTo(1);
        assertThat(stored(photo.originalHash())).isTrue();
    }

    @Test
    void shouldKeepTheRowAndSaySo_whenACommittedBlobHasNoBytes() throws IOException {
        Gate.purge(photo, 2);
        Database.run("delete from blobs where hash = ?", photo.originalHash().bytes());
        assertThat(blobs.delete(photo.originalHash())).isTrue();
        double before = dangling();

        Gate.commit(photo, 3);

        assertThat(dangling()).isEqualTo(before + 1);
        TestClock.move(Duration.ofHours(25));
        assertThat(collector.run(false).collected()).doesNotContain(photo.originalHash());
        assertThat(Database.count(
                        "select count(*) from blob_references where hash = ?",
                        photo.originalHash().bytes()))
                .isEqualTo(1);
    }

    private double dangling() {
        return metrics.counter("capsule.ingest.dangling.references").count();
    }
}
