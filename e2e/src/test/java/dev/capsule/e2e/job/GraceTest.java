package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.backing.BackingException;
import dev.capsule.client.CapsuleClient;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.ImportedAsset;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.e2e.suite.Cli;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.stack.suite.ServiceSpec;
import dev.capsule.stack.suite.Stack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account stays full for fifteen days. They are over at once: the suite and the device start fifteen days ago. */
class GraceTest {
    private static final Duration AGO = Duration.ofDays(15);
    private static final String OFFSET = "capsule.clock.offset";
    private static final String PASSPHRASE = "correct horse";

    @TempDir
    Path temporary;

    private AlbumId album = AlbumId.generate();
    private List<AssetId> stored = List.of();

    @Test
    void shouldEndTheGraceAndRecover_whenAnAccountStaysFullForFifteenDays() throws Exception {
        try (var passphrase = Secret.of(PASSPHRASE.getBytes(StandardCharsets.US_ASCII))) {
            try (var then = start(AGO.negated())) {
                fillUp(then, passphrase);
            }
            try (var now = start(Duration.ZERO)) {
                recover(now, passphrase);
            }
        }
    }

    private Stack start(Duration offset) {
        var settings = new HashMap<>(Suite.SETTINGS);
        settings.put(OFFSET, offset.toString());
        return Stack.start(Suite.options(temporary.resolve("state")).withSettings(settings));
    }

    private Path library() {
        return temporary.resolve("library");
    }

    private void fillUp(Stack stack, Secret passphrase) throws Exception {
        var cli = new Cli(stack);
        var device = Suite.device(stack, library()).clock(Clock.offset(Clock.systemUTC(), AGO.negated()));
        try (var client = CapsuleClient.createAccount(device, passphrase, Optional.empty())) {
            var user = client.user().toString();
            album = client.createAlbum("Full").id();
            stored = importPhotos(client, "first", 200).committed().stream()
                    .map(ImportedAsset::id)
                    .toList();
            assertThat(stored).hasSize(2);
            long used = Quotas.await(client, quota -> quota.used() > 300_000 && quota.reserved() == 0)
                    .used();

            cli.admin("quota", "set", user, "--soft", Long.toString(used), "--hard", "unlimited");
            assertThat(client.quota().state()).isEqualTo("SoftWarning");

            cli.admin("quota", "set", user, "--hard", Long.toString(used));
            var full = client.quota();
            assertThat(full.state()).isEqualTo("HardExceeded");
            assertThat(full.graceExpiresAt().orElseThrow().instant())
                    .isBetween(
                            Instant.now().minus(Duration.ofDays(1)).minusSeconds(600),
                            Instant.now().minus(Duration.ofDays(1)));
            assertThat(importPhotos(client, "second", 201).failed())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.code()).isEqualTo("QUOTA_EXCEEDED"));
        }
    }

    private void recover(Stack stack, Secret passphrase) throws Exception {
        var cli = new Cli(stack);
        var device = Suite.device(stack, library());
        try (var client = CapsuleClient.relogin(device, passphrase)) {
            assertThat(client.quota().state()).isEqualTo("GraceExpired");
            assertThat(cli.admin("quota", "show", client.user().toString())).contains("GraceExpired");
            assertThat(importPhotos(client, "third", 202).failed())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.code()).isEqualTo("QUOTA_GRACE_EXPIRED"));

            // the first photo goes through the public API
            client.sync(SyncOptions.METADATA_ONLY, SyncListener.NONE);
            client.delete(stored.getFirst(), Duration.ofSeconds(1));
            var less = Quotas.await(client, quota -> !quota.state().equals("GraceExpired"));
            assertThat(less.graceExpiresAt()).isEmpty();
        }
        // the second one through the command line
        assertThat(cli.user(library(), PASSPHRASE, "quota")).doesNotContain("grace ends");
        cli.user(library(), PASSPHRASE, "delete", stored.getLast().toString(), "--days", "0");
        try (var client = CapsuleClient.open(device, passphrase)) {
            Quotas.await(client, quota -> quota.state().equals("OK") && quota.used() < 100_000);
            assertThat(importPhotos(client, "fourth", 100).failed()).isEmpty();
            Quotas.await(client, quota -> quota.reserved() == 0);
        }
        assertThat(cli.user(library(), PASSPHRASE, "quota")).contains("OK");
        assertThat(cli.admin("quota", "reconcile")).contains(" 0 figures differ");
    }

    private ImportReport importPhotos(CapsuleClient client, String name, int side) throws Exception {
        Path photos = Photos.write(temporary.resolve("photos-" + name), 2, side);
        return client.importFolder(album, photos, ImportOptions.DEFAULT, ImportListener.NONE);
    }

    @Test
    void shouldNotStart_whenTheClockIsMovedAndTheDatabaseKeepsThings() throws Exception {
        var identity = ServiceSpec.SUITE.stream()
                .filter(spec -> spec.name().equals("identity"))
                .toList();
        var state = temporary.resolve("kept");
        var options = Suite.options(state)
                .withDurable(true)
                .withServices(identity)
                .withSettings(java.util.Map.of(OFFSET, "PT1S"));

        assertThatThrownBy(() -> Stack.start(options).close()).isInstanceOf(BackingException.class);

        assertThat(Files.readString(state.resolve("logs").resolve("identity.log")))
                .contains("capsule.clock.offset is set, and the database is not a throw-away one");
    }
}
