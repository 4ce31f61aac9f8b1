package dev.capsule.quota.peer;

import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import dev.capsule.service.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code POST /internal/peer-cache}: hold or evict, answered with the bytes charged. */
@ApplicationScoped
class PeerCacheRoute implements InternalRoute {
    private final PeerCache cache;
    private final Tenants tenants;

    PeerCacheRoute(PeerCache cache, Tenants tenants) {
        this.cache = cache;
        this.tenants = tenants;
    }

    @Override
    public String path() {
        return PeerCacheRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = PeerCacheRequest.decode(body);
        if (!tenants.serves(request.tenant())) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        long charged =
                switch (request.change()) {
                    case HOLD -> cache.hold(request);
                    case EVICT -> {
                        cache.evict(request);
                        yield 0;
                    }
                };
        return InternalReply.ok(new PeerCacheRequest.Reply(charged).encode());
    }
}
