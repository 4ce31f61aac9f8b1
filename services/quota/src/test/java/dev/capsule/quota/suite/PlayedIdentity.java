package dev.capsule.quota.suite;

import dev.capsule.service.auth.JwksExchange;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Identity's part: the keys of access tokens. */
@ApplicationScoped
class PlayedIdentity implements InternalRoute {
    @Override
    public String path() {
        return JwksExchange.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var host = JwksExchange.readRequest(body).host();
        return InternalReply.ok(
                JwksExchange.reply(Map.of("kid-" + host, Tokens.key(host).publicKey())));
    }
}
