package dev.capsule.service.sample;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** Echoes, or does what the body says. */
@ApplicationScoped
public class SampleRoute implements InternalRoute {
    public static final String PATH = "/internal/sample";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        return switch (new String(body, StandardCharsets.UTF_8)) {
            case "refuse" ->
                throw Refusal.of(ReasonCode.STALE_REVIVAL, "a detail")
                        .with("head", Sha256.ZERO)
                        .asException();
            case "other secret" -> throw Refusal.of(ReasonCode.AUTH_REQUIRED).asException();
            case "break" -> throw new IllegalStateException("broken");
            case "unavailable" -> throw new DependencyUnavailableException("something else");
            default -> InternalReply.ok(body);
        };
    }
}
