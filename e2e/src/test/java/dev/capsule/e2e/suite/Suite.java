package dev.capsule.e2e.suite;

import dev.capsule.client.ClientConfig;
import dev.capsule.client.http.Endpoint;
import dev.capsule.protocol.crypto.Argon2id;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One suite of real processes for all tests of this JVM: started with the first, stopped with the JVM. */
public final class Suite {
    public static final TenantId HOME = new TenantId("home.localhost");
    public static final TenantId OTHER = new TenantId("other.localhost");

    /** What is done every minute or so would make a test wait as long. */
    public static final Map<String, String> SETTINGS = Map.of(
            "capsule.validation.purge.every", "2s",
            "capsule.quota.reconcile.delay", "5s",
            "capsule.quota.reconcile.every", "10s");

    private static @Nullable Stack stack;

    private Suite() {}

    public static synchronized Stack stack() {
        if (stack == null) {
            var started = Stack.start(options(temporary()).withSettings(SETTINGS));
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            stack = started;
        }
        return stack;
    }

    /** For a test that needs a suite of its own. */
    public static StackOptions options(Path state) {
        return StackOptions.throwAway(Path.of("..").toAbsolutePath().normalize(), state)
                // none of them lives long enough to earn back what C2 costs
                .withJvmOptions(List.of("-XX:TieredStopAtLevel=1"));
    }

    public static URI gateway() {
        return URI.create(stack().gatewayUrl());
    }

    /** A device with an empty library; the cheapest passphrase cost, because these keys protect nothing. */
    public static ClientConfig device(Path root) {
        return device(stack(), root);
    }

    /** The same for a suite of its own. */
    public static ClientConfig device(Stack of, Path root) {
        return ClientConfig.of(root, new Endpoint(URI.create(of.gatewayUrl()), HOME))
                .keyTier(new Argon2id.Parameters(8 * 1024, 1, 1));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("capsule-e2e").resolve("state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
