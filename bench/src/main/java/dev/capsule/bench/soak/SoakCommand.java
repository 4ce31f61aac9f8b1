package dev.capsule.bench.soak;

import dev.capsule.bench.account.Account;
import dev.capsule.bench.process.Home;
import dev.capsule.bench.process.Trees;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.upload.SessionStatus;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Exit code 1 when a blob was lost, mixed up or orphaned, or a good upload was refused. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Uploads while ingest, PostgreSQL and Kafka are killed at random, then checks every blob.")
public final class SoakCommand implements Callable<Integer> {
    private static final int MAX_MINUTES = 240;

    /** Longer than recovery takes to look again, and than a client waits. */
    private static final Duration REST = Duration.ofMinutes(4);

    @Option(
            names = "--minutes",
            defaultValue = "30",
            description = "How long uploads go on (default ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--clients", defaultValue = "3", description = "Uploads at once (default ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--kill-every",
            defaultValue = "12",
            description = "Mean seconds between kills (default ${DEFAULT-VALUE}).")
    private int killEvery;

    @Option(names = "--pause", defaultValue = "0", description = "Milliseconds a client waits between assets.")
    private int pause;

    @Option(names = "--seed", description = "Repeats the kills and files of an earlier run, as far as timing allows.")
    private long seed = System.nanoTime();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (minutes < 1 || minutes > MAX_MINUTES || clients < 1 || clients > 64 || killEvery < 1) {
            throw new ParameterException(spec.commandLine(), "at most " + MAX_MINUTES + " minutes and 64 clients");
        }
        say("seed " + seed);
        var directory = Files.createTempDirectory("capsule-soak");
        var options = StackOptions.throwAway(Home.directory(), directory.resolve("state"))
                .withDurable(true)
                .withProgress(this::say);
        int code = run(options, directory);
        if (code == 0) {
            Trees.delete(directory);
        }
        return code;
    }

    private int run(StackOptions options, Path directory) throws IOException, SQLException, InterruptedException {
        var accounts = new ArrayList<Account>();
        try (var stack = Stack.start(options)) {
            for (int i = 0; i < clients; i++) {
                accounts.add(Account.enter(
                        new Endpoint(URI.create(stack.gatewayUrl()), new TenantId("home.localhost")),
                        directory.resolve("account-" + i)));
            }
            var journal = upload(stack, accounts);
            settle(journal);
            var checker = new Checker(stack.state().path("blobs").resolve("blobs"), stack.postgresAdmin());
            return report(journal, checker, directory);
        } finally {
            accounts.forEach(Account::close);
        }
    }

    private List<Asset> upload(Stack stack, List<Account> accounts) throws InterruptedException {
        var random = new SplittableRandom(seed);
        var end = new CountDownLatch(1);
        var chaos = new Chaos(stack, random.split(), killEvery, end, this::say);
        var uploaders = accounts.stream()
                .map(account -> new Uploader(account, random.split(), () -> !ended(end)))
                .toList();
        try (var threads = Executors.newFixedThreadPool(clients + 1)) {
            var running = new ArrayList<Future<?>>();
            uploaders.forEach(uploader -> running.add(threads.submit(uploader)));
            running.add(threads.submit(chaos));
            TimeUnit.MINUTES.sleep(minutes);
            end.countDown();
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client or the one who kills ended early", e.getCause());
        } finally {
            end.countDown();
        }
        say("kills: " + chaos.kills());
        return uploaders.stream()
                .flatMap(uploader -> uploader.journal().stream())
                .toList();
    }

    private boolean ended(CountDownLatch end) {
        try {
            return end.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Asks for each stored asset until the gate has said its word, or the time to come to rest is over. */
    private void settle(List<Asset> journal) {
        var limit = Instant.now().plus(REST);
        for (var asset : journal) {
            while (asset.told() == Asset.Told.STORED && Instant.now().isBefore(limit)) {
                var upload = asset.upload();
                if (upload == null) {
                    throw new IllegalStateException("stored without an upload: " + asset);
                }
                try {
                    var result = asset.account().uploads().result(upload);
                    if (result.status() == SessionStatus.COMPLETED) {
                        asset.told(Asset.Told.COMMITTED, "");
                    } else if (result.status() == SessionStatus.FAILED_PROCESSING) {
                        asset.told(Asset.Told.REFUSED, result.code().orElse("without a code"));
                    }
                } catch (ClientException e) {
                    asset.told(Asset.Told.REFUSED, "asked for the result: " + e);
                }
            }
        }
    }

    private int report(List<Asset> journal, Checker checker, Path directory) throws IOException, SQLException {
        var told = new EnumMap<Asset.Told, Integer>(Asset.Told.class);
        journal.forEach(asset -> told.merge(asset.told(), 1, Integer::sum));
        var defects = checker.check(journal);
        var out = spec.commandLine().getOut();
        out.printf(
                "soak of %d min, seed %d: %d assets %s, %d files, %d defects%n",
                minutes, seed, journal.size(), told, checker.filesSeen(), defects.size());
        defects.forEach(out::println);
        if (!defects.isEmpty()) {
            out.println("everything is left in " + directory);
        }
        out.flush();
        return defects.isEmpty() ? 0 : 1;
    }

    private void say(String line) {
        spec.commandLine()
                .getErr()
                .printf("%s %s%n", Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS), line);
        spec.commandLine().getErr().flush();
    }
}
