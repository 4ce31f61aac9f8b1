package dev.capsule.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.Sidecars;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.LedgerReferences;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The index after a loss of the database: only the store and the ledger are left. */
@IngestTest
class RebuildTest {
    @Inject
    Rebuild rebuild;

    @Inject
    Sidecars sidecars;

    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    private Photo photo;

    @BeforeEach
    void committedPhotoAndLostRows() {
        Neighbours.reset();
        photo = Photo.of(5000);
        Gate.album(photo.manifest().albumId(), 1, photo.user());
        Api.of(photo).upload(photo);
        Gate.commit(photo, 1);
        sidecars.write();
        lose();
    }

    @AfterEach
    void neighbours() {
        Neighbours.reset();
    }

    /** Everything this photo has in the index. */
    private void lose() {
        for (var hash : List.of(photo.originalHash(), photo.metadataHash())) {
            Database.run("delete from blobs where hash = ?", hash.bytes());
            Database.run("delete from blob_references where hash = ?", hash.bytes());
            Database.run("delete from upload_sessions where hash = ?", hash.bytes());
        }
    }

    private void ledgerSays(List<BlobRef> live) {
        var entry = new LedgerReferences.Entry(
                new TenantId(Api.HOME),
                photo.manifest().albumId(),
                photo.manifest().assetId(),
                1,
                live);
        Neighbours.ledger(manifest ->
                new LedgerReferences(manifest.equals(photo.manifest().hash()) ? List.of(entry) : List.of()));
    }

    private static long references(Sha256 hash) {
        return Database.count("select count(*) from blob_references where hash = ?", hash.bytes());
    }

    private static long rows(Sha256 hash) {
        return Database.count("select count(*) from blobs where hash = ? and quarantined_at is null", hash.bytes());
    }

    private Path file(Sha256 hash) {
        String hex = hash.hex();
        return config.root()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    @Test
    void shouldServeEverythingAgain_whenTheLedgerKnowsTheManifest() {
        // given
        Api.of(photo).blob(photo.originalHash()).then().statusCode(404);
        ledgerSays(Gate.refs(photo));

        // when: twice, because it may be cut short and run again
        var unused = rebuild.run();
        var report = rebuild.run();

        // then
        assertThat(report.unreferenced()).doesNotContain(photo.originalHash(), photo.metadataHash());
        assertThat(references(photo.originalHash())).isEqualTo(1);
        assertThat(Api.of(photo).blob(photo.originalHash()).asByteArray()).isEqualTo(photo.original());
        assertThat(Api.of(photo).blob(photo.metadataHash()).asByteArray()).isEqualTo(photo.metadata());
    }

    @Test
    void shouldLeaveOutWhatIsSuperseded() {
        ledgerSays(List.of(Gate.refs(photo).getFirst()));

        var report = rebuild.run();

        assertThat(references(photo.originalHash())).isEqualTo(1);
        assertThat(report.unreferenced()).contains(photo.metadataHash());
        assertThat(rows(photo.metadataHash())).isZero();
    }

    @Test
    void shouldTrustNoFile_whenTheLedgerDoesNotKnowItsManifest() throws IOException {
        var report = rebuild.run();

        assertThat(report.unreferenced()).contains(photo.originalHash());
        assertThat(rows(photo.originalHash())).isZero();
        assertThat(references(photo.originalHash())).isZero();
        assertThat(blobs.size(photo.originalHash())).isPresent();
    }

    @Test
    void shouldQuarantineWithAReason_whenBytesRotted() throws IOException {
        ledgerSays(Gate.refs(photo));
        var file = file(photo.originalHash());
        byte[] rotten = Files.readAllBytes(file);
        rotten[4000] ^= 1;
        Files.delete(file);
        Files.write(file, rotten);

        var report = rebuild.run();

        assertThat(report.quarantined()).contains(photo.originalHash());
        assertThat(rows(photo.originalHash())).isZero();
        assertThat(file).doesNotExist();
        assertThat(config.root().resolve("quarantine").resolve(photo.originalHash() + ".reason.json"))
                .content()
                .contains("\"code\":\"CIPHERTEXT_HASH_MISMATCH\"");
    }

    @Test
    void shouldQuarantine_whenTheManifestsBesideItCanNotBeRead() throws IOException {
        ledgerSays(Gate.refs(photo));
        var sidecar = file(photo.originalHash()).resolveSibling(photo.originalHash() + ".env");
        Files.write(sidecar, new byte[] {(byte) 0xff, 1});

        assertThat(rebuild.run().quarantined()).contains(photo.originalHash());
    }
}
