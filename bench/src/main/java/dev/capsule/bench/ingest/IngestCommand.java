package dev.capsule.bench.ingest;

import dev.capsule.bench.account.Account;
import dev.capsule.bench.process.Home;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.bench.process.Trees;
import dev.capsule.bench.process.WarmUp;
import dev.capsule.client.http.Endpoint;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs every scenario against the floor, the ingest service and {@code @tus/server}, in turns. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Uploads through the ingest service, against a bare Java process and @tus/server.")
public final class IngestCommand implements Callable<Integer> {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int CONNECTIONS = 8;

    private static final int[][] SHAPES = {
        {64 * MIB, 256 * KIB}, {64 * MIB, MIB}, {64 * MIB, 4 * MIB}, {MIB, 256 * KIB}, {MIB, MIB},
    };
    /** Many requests and many ends of files, so that the compilers of all servers are done before anything counts. */
    private static final List<Scenario> WARM_UP =
            List.of(new Scenario(64 * MIB, 256 * KIB, 32, CONNECTIONS), new Scenario(MIB, MIB, 512, CONNECTIONS));

    private static final int FEWEST_WARM_UPS = 3;
    private static final int MOST_WARM_UPS = 8;

    /** Limits that a single client address or account would meet before the server's speed does. */
    private static final Map<String, String> NO_LIMITS = Map.of(
            "capsule.rate-limit.per-second",
            "1000000",
            "capsule.rate-limit.burst",
            "1000000",
            "capsule.quota.default-soft",
            Long.toString(1L << 40),
            "capsule.quota.default-hard",
            Long.toString(1L << 41));

    @Option(names = "--json", description = "One JSON object on standard output and nothing else.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 1 when a target is missed.")
    private boolean check;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "How often each is measured (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--minutes",
            defaultValue = "15",
            description = "No round begins after this (default ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--files", defaultValue = "32", description = "64 MiB files a run (default ${DEFAULT-VALUE}).")
    private int files;

    @Option(
            names = "--small-files",
            defaultValue = "512",
            description = "1 MiB files a run (default ${DEFAULT-VALUE}).")
    private int smallFiles;

    @Option(names = "--chunk-kib", split = ",", description = "Only these sizes of chunks, in KiB.")
    private List<Integer> chunkKib = List.of();

    @Option(names = "--only", split = ",", description = "Only these: floor, capsule, gateway, @tus/server.")
    private List<String> only = List.of();

    @Option(names = "--gateway", description = "Also through the gateway of the local suite.")
    private boolean gateway;

    @Option(names = "--rss", description = "Instead: memory of the service at 64 uploads of 1 GiB at once.")
    private boolean rss;

    @Option(
            names = "--rss-gib",
            defaultValue = "8",
            description = "GiB sent for --rss in all (default ${DEFAULT-VALUE}).")
    private int rssGib;

    @Option(names = "--sessions", description = "Instead: memory of the service with 10,000 open sessions.")
    private boolean sessions;

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "more options for the services' JVMs, such as -XX:StartFlightRecording=filename=%%p.jfr")
    private String jvmOptions;

    /** No two runs send the same files: the service would know them. */
    private long seeds = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!ProcessMeter.isSupported()) {
            throw new ParameterException(spec.commandLine(), "this benchmark reads /proc, which only Linux has");
        }
        var report = new IngestReport();
        var home = Home.directory();
        var directory = Files.createTempDirectory("capsule-bench");
        try (var stack = Stack.start(StackOptions.throwAway(home, directory.resolve("state"))
                        .withDurable(true)
                        .withSettings(settings())
                        .withProgress(this::say));
                var account = account(stack, directory.resolve("account"))) {
            if (rss) {
                report.add(new RssTrial(stack, account, this::say).run(rssGib));
            } else if (sessions) {
                report.add(new SessionsTrial(stack, directory, this::say).run());
            } else {
                measure(report, stack, account, home, directory);
            }
        } finally {
            Trees.delete(directory);
        }
        var out = spec.commandLine().getOut();
        out.print(json ? report.json() + System.lineSeparator() : report.table());
        out.flush();
        return check && !report.holds() ? 1 : 0;
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(NO_LIMITS);
        if (!jvmOptions.isBlank()) {
            settings.put("java.tool.options", jvmOptions);
        }
        return settings;
    }

    static Account account(Stack stack, Path directory) {
        return Account.enter(new Endpoint(URI.create(stack.gatewayUrl()), new TenantId("home.localhost")), directory);
    }

    private void measure(IngestReport report, Stack stack, Account account, Path home, Path directory)
            throws IOException {
        var peers = new ArrayList<Peer>();
        try {
            if (wanted(IngestReport.FLOOR)) {
                peers.add(new FloorPeer(directory.resolve("floor")));
            }
            if (wanted(IngestReport.SERVICE)) {
                peers.add(
                        new CapsulePeer(IngestReport.SERVICE, stack, account, URI.create(stack.serviceUrl("ingest"))));
            }
            if (gateway || only.contains("gateway")) {
                peers.add(new CapsulePeer("capsule via gateway", stack, account, URI.create(stack.gatewayUrl())));
            }
            if (wanted(IngestReport.TUS_SERVER)) {
                var log = directory.resolve("npm.log");
                var peer = TusServerPeer.start(
                        home.resolve("bench/target/tus-server"), directory.resolve("tus-server"), log);
                peer.ifPresentOrElse(
                        peers::add, () -> say("skipped @tus/server, npm did not install it: " + tail(log)));
            }
            run(report, peers);
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private void run(IngestReport report, List<Peer> peers) throws IOException {
        var end = Instant.now().plus(Duration.ofMinutes(minutes));
        for (var peer : peers) {
            WarmUp.run(FEWEST_WARM_UPS, MOST_WARM_UPS, () -> warmUp(peer));
        }
        for (int round = 0; round < rounds; round++) {
            for (var scenario : scenarios()) {
                for (var peer : peers) {
                    if (Instant.now().isAfter(end)) {
                        say("the time is up in round " + (round + 1));
                        return;
                    }
                    var measured = LoadRun.of(peer, scenario, new Contents(scenario, seeds++));
                    report.add(scenario, peer.name(), measured);
                    say(String.format(
                            "round %d, %s, %s: %.0f MB/s, %.2f CPU-s/GiB",
                            round + 1,
                            scenario.name(),
                            peer.name(),
                            measured.megabytesPerSecond(),
                            measured.cpuPerGib()));
                }
            }
        }
    }

    /** @return the CPU seconds per GiB of all its scenarios together */
    private double warmUp(Peer peer) throws IOException {
        double cost = 0;
        for (var scenario : WARM_UP) {
            var measured = LoadRun.of(peer, scenario, new Contents(scenario, seeds++));
            cost += measured.cpuPerGib();
            say(String.format(
                    "warm-up, %s, %s: %.0f MB/s, %.2f CPU-s/GiB",
                    scenario.name(), peer.name(), measured.megabytesPerSecond(), measured.cpuPerGib()));
        }
        return cost;
    }

    private List<Scenario> scenarios() {
        var scenarios = new ArrayList<Scenario>();
        for (int[] shape : SHAPES) {
            int count = shape[0] == MIB ? smallFiles : files;
            if (count > 0 && (chunkKib.isEmpty() || chunkKib.contains(shape[1] / KIB))) {
                scenarios.add(new Scenario(shape[0], shape[1], count, CONNECTIONS));
            }
        }
        return scenarios;
    }

    private boolean wanted(String peer) {
        return only.isEmpty() || only.contains(peer);
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private static String tail(Path log) {
        try {
            String text = Files.exists(log) ? Files.readString(log).strip() : "no npm";
            return text.substring(Math.max(0, text.length() - 300));
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
