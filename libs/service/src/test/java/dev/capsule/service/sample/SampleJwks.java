package dev.capsule.service.sample;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.auth.JwksExchange;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Plays identity's part: the token keys. */
@ApplicationScoped
public class SampleJwks implements InternalRoute {
    public static final AtomicInteger CALLS = new AtomicInteger();

    /** The tenant whose keys can't be had at the moment. */
    public static final AtomicReference<String> AWAY = new AtomicReference<>("");

    @Override
    public String path() {
        return JwksExchange.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        CALLS.incrementAndGet();
        TenantId tenant = JwksExchange.readRequest(body);
        if (tenant.host().equals(AWAY.get())) {
            throw new DependencyUnavailableException("the keys");
        }
        Map<String, Bytes> keys = new HashMap<>();
        keys.put("kid-" + tenant.host(), Tokens.key(tenant.host()).publicKey());
        return InternalReply.ok(JwksExchange.reply(keys));
    }
}
