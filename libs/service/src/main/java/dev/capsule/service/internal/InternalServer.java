package dev.capsule.service.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.problem.Problems;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers other services on a port of its own, which no ingress exposes. POST and CBOR only; every request shows the
 * service credential; bodies, concurrency and idle time are bounded.
 */
@ApplicationScoped
public class InternalServer {
    private static final Logger LOG = Logger.getLogger(InternalServer.class);
    private static final int MAX_CONCURRENT = 256;
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final ServiceCredential credential;
    private final Map<String, InternalRoute> routes;
    private final String host;
    private final int port;
    private final int maxBody;
    private final Semaphore slots = new Semaphore(MAX_CONCURRENT);
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("internal-", 0).factory());
    private @Nullable HttpServer server;

    InternalServer(
            Vertx vertx,
            ServiceCredential credential,
            @Any Instance<InternalRoute> routes,
            @ConfigProperty(name = "capsule.internal.host") String host,
            @ConfigProperty(name = "capsule.internal.port") int port,
            @ConfigProperty(name = "capsule.internal.max-body-size") int maxBody) {
        this.vertx = vertx;
        this.credential = credential;
        this.routes = routes.stream().collect(Collectors.toUnmodifiableMap(InternalRoute::path, Function.identity()));
        this.host = host;
        this.port = port;
        this.maxBody = maxBody;
    }

    void start(@Observes StartupEvent event) throws Exception {
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setDecompressionSupported(false);
        server = vertx.createHttpServer(options)
                .requestHandler(this::receive)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        LOG.infof("internal calls on %s:%d: %s", host, port(), routes.keySet());
    }

    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            var unused = server.close();
        }
        executor.shutdown();
    }

    /** The port in use; differs from the configured one when that is 0. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    private void receive(HttpServerRequest request) {
        if (!credential.matches(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            refuse(request, Refusal.of(ReasonCode.AUTH_REQUIRED));
            return;
        }
        InternalRoute route = routes.get(request.path());
        if (route == null) {
            // no problem document: that this service is older or newer than its caller is no refusal of anybody's data
            send(request, 404, "text/plain", new byte[0]);
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(request, Refusal.of(ReasonCode.METHOD_NOT_ALLOWED));
        } else if (declaresTooMuch(request)) {
            refuse(request, Refusal.of(ReasonCode.BODY_TOO_LARGE));
        } else if (!slots.tryAcquire()) {
            refuse(request, Refusal.of(ReasonCode.DEPENDENCY_UNAVAILABLE));
        } else {
            var slot = new Slot(slots);
            request.connection().closeHandler(closed -> slot.release());
            collect(request, route, slot);
        }
    }

    private boolean declaresTooMuch(HttpServerRequest request) {
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return declared != null && Long.parseLong(declared) > maxBody;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void collect(HttpServerRequest request, InternalRoute route, Slot slot) {
        var body = Buffer.buffer();
        request.exceptionHandler(e -> slot.release());
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= maxBody) {
                body.appendBuffer(chunk);
            } else if (!request.response().ended()) {
                slot.release();
                refuse(request, Refusal.of(ReasonCode.BODY_TOO_LARGE));
            }
        });
        request.endHandler(end -> {
            if (!request.response().ended()) {
                executor.execute(() -> answer(request, route, body.getBytes(), slot));
            }
        });
    }

    private static void answer(HttpServerRequest request, InternalRoute route, byte[] body, Slot slot) {
        var scope = Arc.container().requestContext();
        scope.activate();
        try {
            var reply = route.handle(body);
            send(request, reply.status(), "application/cbor", reply.body().toArray());
        } catch (RefusalException e) {
            refuse(request, e.refusal());
        } catch (CborException e) {
            refuse(request, Refusal.of(ReasonCode.BODY_MALFORMED));
        } catch (DependencyUnavailableException e) {
            LOG.warnf("%s: %s", route.path(), e.getMessage());
            refuse(request, Refusal.of(ReasonCode.DEPENDENCY_UNAVAILABLE));
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed", route.path());
            send(request, 500, Problems.MEDIA_TYPE, Problems.internal(500, "internal"));
        } finally {
            scope.terminate();
            slot.release();
        }
    }

    private static void refuse(HttpServerRequest request, Refusal refusal) {
        send(request, refusal.code().status(), Problems.MEDIA_TYPE, Problems.of(refusal));
    }

    private static void send(HttpServerRequest request, int status, String type, byte[] body) {
        var unused = request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(Buffer.buffer(body))
                .onFailure(e -> LOG.debugf("the caller went away: %s", e.getMessage()));
    }
}
