package dev.capsule.ingest.gc;

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
import dev.capsule.protocol.id.Sha256;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the start finds out about the store, and the manifests kept beside blobs. */
@IngestTest
class ScrubTest {
    @Inject
    Scrub scrub;

    @Inject
    Sidecars sidecars;

    @Inject
    BlobStore blobs;

    @Inject
    IngestConfig config;

    private Photo photo;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        photo = Photo.of(5000);
        Gate.album(photo.manifest().albumId(), 1, photo.user());
        Api.of(photo).upload(photo);
        Gate.commit(photo, 1);
    }

    private Path file(Sha256 hash) {
        String hex = hash.hex();
        return config.root()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    private List<Sha256> found() {
        return scrub.run().stream().map(Scrub.Stored::hash).toList();
    }

    private static long flagged(Sha256 hash) {
        return Database.count("select count(*) from blobs where hash = ? and quarantined_at is not null", hash.bytes());
    }

    @Test
    void shouldFlagAndKeepTheRow_whenTheFileIsMissing() throws IOException {
        Files.delete(file(photo.originalHash()));

        assertThat(found()).contains(photo.originalHash()).doesNotContain(photo.metadataHash());

        assertThat(flagged(photo.originalHash())).isEqualTo(1);
        assertThat(flagged(photo.metadataHash())).isZero();
        Api.of(photo).blob(photo.originalHash()).then().statusCode(404);
        assertThat(found()).doesNotContain(photo.originalHash());
    }

    @Test
    void shouldQuarantineWithAReason_whenTheFileIsShort() throws IOException {
        Files.write(file(photo.originalHash()), new byte[10]);

        assertThat(found()).contains(photo.originalHash());

        var quarantine = config.root().resolve("quarantine");
        assertThat(quarantine.resolve(photo.originalHash().hex())).exists();
        assertThat(quarantine.resolve(photo.originalHash().hex() + ".reason.json"))
                .content()
                .contains(
                        "\"code\":\"FINAL_SIZE_MISMATCH\"", photo.originalHash().hex());
        assertThat(file(photo.originalHash())).doesNotExist();
    }

    @Test
    void shouldBeGoodAgain_whenTheBytesAreUploadedAnew() throws IOException {
        Files.delete(file(photo.originalHash()));
        var unused = scrub.run();
        Database.run(
                "delete from upload_sessions where uploader_id = ?",
                photo.user().value());

        // its owner refers to it, but what is damaged is no short cut
        String upload = Api.of(photo).original(photo);
        Api.of(photo).patch(upload, 0, photo.original()).then().statusCode(204);

        assertThat(flagged(photo.originalHash())).isZero();
        assertThat(Api.of(photo).blob(photo.originalHash()).asByteArray()).isEqualTo(photo.original());
    }

    @Test
    void shouldKeepTheManifestBesideTheBlob_whenCommitted() throws IOException {
        sidecars.write();
        Gate.commit(photo, 1); // the same fact once more
        sidecars.write();

        assertThat(blobs.annotations(photo.originalHash()))
                .isEqualTo(photo.manifest().encoded().toArray());
        assertThat(file(photo.originalHash())
                        .resolveSibling(photo.originalHash().hex() + ".env"))
                .exists();
    }
}
