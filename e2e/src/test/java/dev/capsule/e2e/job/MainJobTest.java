package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of photos travels from one device to another through every service. */
class MainJobTest {
    @TempDir
    Path temporary;

    @Test
    void shouldArriveByteForByte_whenAFolderIsImported() throws Exception {
        Path photos = Photos.write(temporary.resolve("photos"), 12, 200);
        Photos.write(photos.resolve("large"), 2, 1200);
        Files.writeString(photos.resolve("notes.txt"), "not a photo");
        try (var household = new Household(temporary)) {
            var album = household.first().createAlbum("Holidays");

            var report = household.first().importFolder(album.id(), photos, ImportOptions.DEFAULT, ImportListener.NONE);

            assertThat(report.failed()).isEmpty();
            assertThat(report.committed()).hasSize(14);
            assertThat(report.skipped()).hasSize(1);
            household.verifyOnSecondDevice(report);
        }
    }

    @Test
    void shouldImportNothing_whenTheSameFolderIsImportedAgain() throws Exception {
        Path photos = Photos.write(temporary.resolve("photos"), 3, 100);
        try (var household = new Household(temporary)) {
            var album = household.first().createAlbum("Twice");
            household.first().importFolder(album.id(), photos, ImportOptions.DEFAULT, ImportListener.NONE);

            var again = household.first().importFolder(album.id(), photos, ImportOptions.DEFAULT, ImportListener.NONE);

            assertThat(again.committed()).isEmpty();
            assertThat(again.known()).hasSize(3);
        }
    }

    @Test
    void shouldFollow_whenAnAssetIsDeletedAndRestored() throws Exception {
        Path photos = Photos.write(temporary.resolve("photos"), 2, 100);
        try (var household = new Household(temporary)) {
            var album = household.first().createAlbum("Trash");
            var report = household.first().importFolder(album.id(), photos, ImportOptions.DEFAULT, ImportListener.NONE);
            household.first().sync(SyncOptions.METADATA_ONLY, SyncListener.NONE);
            var asset = report.committed().getFirst().id();
            try (var second = household.second()) {
                household.first().delete(asset, Duration.ofDays(30));
                second.sync(SyncOptions.ALL, SyncListener.NONE);
                assertThat(second.library().find(asset))
                        .get()
                        .extracting(LibraryAsset::state)
                        .isEqualTo(LibraryAsset.State.TRASHED);

                household.first().restore(asset);
                second.sync(SyncOptions.ALL, SyncListener.NONE);
                assertThat(second.library().find(asset))
                        .get()
                        .extracting(LibraryAsset::state)
                        .isEqualTo(LibraryAsset.State.LIVE);
            }
        }
    }
}
