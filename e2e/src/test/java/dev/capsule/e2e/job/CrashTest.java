package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.ImportedAsset;
import dev.capsule.e2e.suite.Suite;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL in the middle of an import loses nothing and duplicates nothing. */
class CrashTest {
    private static final int PHOTOS = 24;
    private static final int BEFORE_THE_CRASH = 4;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "validation"})
    void shouldLoseAndDuplicateNothing_whenAServiceIsKilledDuringAnImport(String victim) throws Exception {
        Path photos = Photos.write(temporary.resolve("photos"), PHOTOS, 400);
        try (var household = new Household(temporary)) {
            var album = household.first().createAlbum("Crash of " + victim);
            var some = new CountDownLatch(BEFORE_THE_CRASH);
            var importing = CompletableFuture.supplyAsync(() ->
                    household.first().importFolder(album.id(), photos, ImportOptions.DEFAULT, countingCommits(some)));
            assertThat(some.await(2, TimeUnit.MINUTES))
                    .as("the import gets going")
                    .isTrue();
            var service = Suite.stack().service(victim);

            service.kill();
            assertThat(importing).as("the crash falls into the import").isNotDone();
            service.restart();

            ImportReport report = importing.get(4, TimeUnit.MINUTES);
            assertThat(report.failed()).isEmpty();
            assertThat(report.committed()).hasSize(PHOTOS);
            household.verifyOnSecondDevice(report);
        }
    }

    private static ImportListener countingCommits(CountDownLatch latch) {
        return new ImportListener() {
            @Override
            public void committed(ImportedAsset asset) {
                latch.countDown();
            }
        };
    }
}
