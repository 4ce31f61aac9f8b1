package dev.capsule.ingest.harness;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.kafka.EventProducer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The beans of the service put together by their constructors, for a process of its own that no container runs. It speaks
 * to the database and the disk of the test and to nobody else.
 */
public final class Graph {
    /** What such a process has no use for. */
    private static final Set<Class<?>> ABSENT = Set.of(InternalClient.class, EventProducer.class);

    private final List<Object> parts = new ArrayList<>();

    /** @param given used instead of what would be made */
    public Graph(Object... given) {
        parts.addAll(Arrays.asList(given));
        parts.add(config());
        parts.add(Clock.systemUTC());
        parts.add(new SimpleMeterRegistry());
        // of the outbox relay, which is never started here
        parts.add(Duration.ofHours(1));
        parts.add("process");
        parts.add(Optional.empty());
    }

    public static Pool pool(String url, String user, String password) {
        return PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(url).setUser(user).setPassword(password))
                .build();
    }

    public static Db db(Pool pool) {
        return new Db(pool, Duration.ofSeconds(10));
    }

    /** The part of a type, made with its only constructor from other parts if there is none yet. */
    public <T> T get(Class<T> type) throws ReflectiveOperationException {
        var found = parts.stream().filter(type::isInstance).findFirst();
        if (found.isPresent()) {
            return type.cast(found.get());
        }
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        var arguments = new ArrayList<@Nullable Object>();
        for (var parameter : constructor.getParameterTypes()) {
            arguments.add(ABSENT.contains(parameter) ? null : get(parameter));
        }
        try {
            var made = type.cast(constructor.newInstance(arguments.toArray()));
            parts.add(made);
            return made;
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + " can't be made", e.getCause());
        }
    }

    private static IngestConfig config() {
        return (IngestConfig) Proxy.newProxyInstance(
                Graph.class.getClassLoader(),
                new Class<?>[] {IngestConfig.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "landingWait" -> Duration.ofSeconds(25);
                    case "maxFileSize" -> 1L << 30;
                    case "maxCacheSize" -> 1L << 40;
                    case "maxConcurrentChunks", "maxConcurrentChunksPerUser" -> 8;
                    case "minRate" -> 1L;
                    case "rateGrace", "maxChunkDuration" -> Duration.ofHours(1);
                    case "toString" -> "test";
                    default -> throw new AssertionError("such a process does not need " + method.getName());
                });
    }
}
