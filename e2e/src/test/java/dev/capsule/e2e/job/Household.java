package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.ImportedAsset;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Two devices of one account, each with a library of its own. */
final class Household implements AutoCloseable {
    private final Secret passphrase = Secret.of("correct horse".getBytes(StandardCharsets.US_ASCII));
    private final Path root;
    private final CapsuleClient first;

    Household(Path root) {
        this.root = root;
        first = CapsuleClient.createAccount(Suite.device(root.resolve("first")), passphrase, Optional.empty());
    }

    CapsuleClient first() {
        return first;
    }

    /** A second device with nothing but the account's keys. */
    CapsuleClient second() {
        Path keys = root.resolve("account-keys");
        first.exportKeys(keys);
        return CapsuleClient.login(Suite.device(root.resolve("second")), passphrase, keys);
    }

    /** Syncs the second device and finds there exactly the imported files, byte for byte, each once. */
    void verifyOnSecondDevice(ImportReport report) throws Exception {
        try (var second = second()) {
            var sync = second.sync(SyncOptions.ALL, SyncListener.NONE);
            assertThat(sync.isClean()).as("%s", sync).isTrue();
            assertThat(second.library().assets())
                    .extracting(LibraryAsset::id)
                    .containsExactlyInAnyOrderElementsOf(
                            report.committed().stream().map(ImportedAsset::id).toList());
            for (var asset : report.committed()) {
                assertThat(Files.mismatch(asset.path(), second.original(asset.id())))
                        .as("%s", asset.path())
                        .isEqualTo(-1);
            }
        }
    }

    @Override
    public void close() {
        first.close();
        passphrase.close();
    }
}
