package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.client.CapsuleClient;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.ImportedAsset;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.e2e.suite.Operator;
import dev.capsule.protocol.id.AlbumId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account fills up, is warned, is refused, and has room again once its trash is empty. */
class FullAccountTest {
    @TempDir
    Path temporary;

    @Test
    void shouldWarnRefuseAndRecover_whenAnAccountFillsUpAndItsTrashIsEmptied() throws Exception {
        try (var household = new Household(temporary)) {
            var client = household.first();
            var album = client.createAlbum("Full").id();
            var user = client.user().toString();

            // given: two photos, whose every byte is explained
            var stored = importPhotos(client, album, "first", 200);
            assertThat(stored.failed()).isEmpty();
            assertThat(stored.committed()).hasSize(2);
            long used = Quotas.await(client, quota -> quota.used() > 300_000 && quota.reserved() == 0)
                    .used();
            JsonNode shown = Operator.json("quota", "show", user);
            assertThat(shown.at("/quota/used").longValue()).isEqualTo(used);
            assertThat(Operator.json("quota", "explain", user).path("bytes").longValue())
                    .isEqualTo(used);

            // when: the soft limit is reached, then: a warning, and uploads go on
            Operator.json("quota", "set", user, "--soft", Long.toString(used), "--hard", "unlimited");
            assertThat(client.quota().state()).isEqualTo("SoftWarning");
            assertThat(importPhotos(client, album, "second", 201).failed()).isEmpty();
            long more = Quotas.await(client, quota -> quota.used() > used + 300_000 && quota.reserved() == 0)
                    .used();

            // when: the next photo would be beyond the hard limit, then: it is refused and costs nothing
            Operator.json("quota", "set", user, "--hard", Long.toString(more + 1000));
            var refused = importPhotos(client, album, "third", 100);
            assertThat(refused.committed()).isEmpty();
            assertThat(refused.failed()).isNotEmpty().allSatisfy(file -> assertThat(file.code())
                    .isEqualTo("QUOTA_EXCEEDED"));
            assertThat(client.quota().used()).isEqualTo(more);

            // when: the account is full, then: the grace period runs, and reading and deleting still work
            Operator.json("quota", "set", user, "--soft", Long.toString(more), "--hard", Long.toString(more));
            var full = client.quota();
            assertThat(full.state()).isEqualTo("HardExceeded");
            assertThat(full.graceExpiresAt().orElseThrow().instant())
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(13)),
                            Instant.now().plus(Duration.ofDays(15)));
            var cli = Operator.text("quota", "show", user);
            assertThat(cli).contains("HardExceeded", "grace ends", more + " B");

            // when: everything goes to the trash, then: it still counts
            client.sync(SyncOptions.METADATA_ONLY, SyncListener.NONE);
            for (var asset : stored.committed().stream().map(ImportedAsset::id).toList()) {
                client.delete(asset, Duration.ofSeconds(1));
            }
            // when: the trash is emptied, then: there is room, no grace period, and uploads work again
            var after = Quotas.await(client, quota -> quota.used() < more - 250_000);
            assertThat(after.state()).isEqualTo("OK");
            assertThat(after.graceExpiresAt()).isEmpty();
            assertThat(importPhotos(client, album, "fourth", 60).failed()).isEmpty();
            assertThat(client.library().assets()).anyMatch(asset -> asset.state() == LibraryAsset.State.LIVE);

            // and: after all of it, figures are what the facts say
            Quotas.await(client, quota -> quota.reserved() == 0);
            assertThat(Operator.json("quota", "reconcile").path("found").longValue())
                    .isZero();
        }
    }

    private ImportReport importPhotos(CapsuleClient client, AlbumId album, String name, int side) throws Exception {
        Path photos = Photos.write(temporary.resolve("photos-" + name), 2, side);
        return client.importFolder(album, photos, ImportOptions.DEFAULT, ImportListener.NONE);
    }
}
