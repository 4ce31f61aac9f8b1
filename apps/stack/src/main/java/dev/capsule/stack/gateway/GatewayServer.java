package dev.capsule.stack.gateway;

import dev.capsule.backing.BackingException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A running gateway. */
public final class GatewayServer implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int CLOSE_SECONDS = 5;

    private final Vertx vertx;
    private final int port;

    private GatewayServer(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 1–65535; several event loops share it
     * @throws BackingException when the port is taken
     */
    public static GatewayServer start(int port, List<Route> routes) {
        var vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            await(vertx.deployVerticle(
                    () -> new Gateway(port, routes), new DeploymentOptions().setInstances(EVENT_LOOPS)));
            return new GatewayServer(vertx, port);
        } catch (CompletionException e) {
            vertx.close();
            throw new BackingException(
                    "the gateway cannot listen on port " + port + ": "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static void await(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
