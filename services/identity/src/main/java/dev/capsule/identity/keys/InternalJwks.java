package dev.capsule.identity.keys;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.service.auth.JwksExchange;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;

/** Gives the other services the keys they verify access tokens with. */
@ApplicationScoped
class InternalJwks implements InternalRoute {
    private final TenantKeys keys;

    InternalJwks(TenantKeys keys) {
        this.keys = keys;
    }

    @Override
    public String path() {
        return JwksExchange.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var published = new LinkedHashMap<String, Bytes>();
        keys.published(JwksExchange.readRequest(body)).forEach(key -> published.put(key.id(), key.publicKey()));
        return InternalReply.ok(JwksExchange.reply(published));
    }
}
