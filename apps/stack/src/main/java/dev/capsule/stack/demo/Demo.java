package dev.capsule.stack.demo;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.ClientConfig;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.importing.FailedFile;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.ImportedAsset;
import dev.capsule.client.importing.SkippedFile;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.stack.suite.Progress;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The demo: two devices of one account on a fresh stack, the second with nothing but the account's keys. */
public final class Demo {
    private static final int PASSPHRASE_BYTES = 32;

    private final Path work;
    private final Progress progress;
    private final Endpoint server;

    private Demo(Path work, Progress progress, Endpoint server) {
        this.work = work;
        this.progress = progress;
        this.server = server;
    }

    /**
     * Starts the stack, imports the photos on one device while another one watches the feed, downloads every original
     * there and compares it with its source.
     *
     * @param work folder for both devices' libraries
     * @throws ClientException when a device cannot go on at all; a single photo that fails is counted instead
     */
    public static DemoReport run(StackOptions options, Path photos, Path work) throws IOException {
        long from = System.nanoTime();
        try (var stack = Stack.start(options)) {
            var started = since(from);
            var tenant = new TenantId(options.tenants().getFirst());
            var endpoint = new Endpoint(URI.create(stack.gatewayUrl()), tenant);
            return new Demo(work, options.progress(), endpoint).run(photos, from, started);
        }
    }

    private DemoReport run(Path photos, long from, Duration started) throws IOException {
        try (var passphrase = Secret.random(PASSPHRASE_BYTES);
                var first = CapsuleClient.createAccount(config("device-1"), passphrase, Optional.of("demo"))) {
            var album = first.createAlbum("Demo");
            var keys = work.resolve("account-keys");
            first.exportKeys(keys);
            try (var second = CapsuleClient.login(config("device-2"), passphrase, keys);
                    var watch = SecondDevice.watch(second)) {
                progress.say("two devices are ready; importing " + photos);
                long importing = System.nanoTime();
                var report = first.importFolder(album.id(), photos, ImportOptions.DEFAULT, new Told(progress));
                var imported = since(importing);
                long syncing = System.nanoTime();
                var visible = watch.awaitAll(
                        report.committed().stream().map(ImportedAsset::id).toList());
                int verified = compare(report, second);
                return new DemoReport(
                        report.imported(),
                        report.committed().size(),
                        verified,
                        report.bytes(),
                        started,
                        imported,
                        since(syncing),
                        since(from),
                        Durations.of(report.committed().stream()
                                .map(ImportedAsset::commit)
                                .toList()),
                        Durations.of(visible.values()));
            }
        }
    }

    /** How many photos the second device holds with exactly the bytes of their source. */
    private int compare(ImportReport report, CapsuleClient second) throws IOException {
        int equal = 0;
        for (var asset : report.committed()) {
            try {
                if (Files.mismatch(asset.path(), second.original(asset.id())) == -1) {
                    equal++;
                } else {
                    progress.say("DIFFERENT after the way back: " + asset.path());
                }
            } catch (ClientException e) {
                progress.say("not verified: " + asset.path() + ": " + e.getMessage());
            }
        }
        return equal;
    }

    private ClientConfig config(String device) {
        return ClientConfig.of(work.resolve(device), server);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private record Told(Progress progress) implements ImportListener {
        @Override
        public void skipped(SkippedFile file) {
            progress.say("skipped: " + file.path() + ": " + file.reason());
        }

        @Override
        public void failed(FailedFile file) {
            progress.say("failed: " + file.path() + ": " + file.code() + " " + file.sentence());
        }
    }
}
