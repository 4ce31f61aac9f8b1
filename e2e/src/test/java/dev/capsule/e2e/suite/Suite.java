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

    private static @Nullable Stack stack;

    private Suite() {}

    public static synchronized Stack stack() {
        if (stack == null) {
            Path checkout = Path.of("..").toAbsolutePath().normalize();
            var started = Stack.start(StackOptions.throwAway(checkout, temporary())
                    // none of them lives long enough to earn back what C2 costs
                    .withJvmOptions(List.of("-XX:TieredStopAtLevel=1"))
                    // a trash that is emptied every minute would make a test wait as long
                    .withSettings(Map.of("capsule.validation.purge.every", "2s")));
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            stack = started;
        }
        return stack;
    }

    public static URI gateway() {
        return URI.create(stack().gatewayUrl());
    }

    /** A device with an empty library; the cheapest passphrase cost, because these keys protect nothing. */
    public static ClientConfig device(Path root) {
        return ClientConfig.of(root, new Endpoint(gateway(), HOME)).keyTier(new Argon2id.Parameters(8 * 1024, 1, 1));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("capsule-e2e").resolve("state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
