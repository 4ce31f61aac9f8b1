package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.WireEnum;

/**
 * {@code POST /internal/peer-cache} at quota: a blob of another server is about to be kept for a user, or was evicted
 * (federation-moderation 8). Idempotent by user, peer and hash. Answered with a {@link Reply}, or {@code
 * QUOTA_PEER_CACHE_EXCEEDED}, {@code QUOTA_EXCEEDED}, {@code QUOTA_GRACE_EXPIRED}, {@code ACCOUNT_SUSPENDED}; then it must
 * not be kept.
 *
 * @param user who receives it
 * @param peer the home server it comes from
 * @param size bytes of ciphertext, 1 and up
 */
public record PeerCacheRequest(Change change, TenantId tenant, UserId user, TenantId peer, Sha256 hash, long size) {
    public static final String PATH = "/internal/peer-cache";

    /** What happens to the copy. */
    public enum Change implements WireEnum {
        HOLD("hold"),
        EVICT("evict");

        private final String wireName;

        Change(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }
    }

    /**
     * @param charged bytes the user pays for the copy from now on; 0 if the server has the blob for another reason, and
     *     after an eviction
     */
    public record Reply(long charged) {
        public byte[] encode() {
            return new CborMapBuilder().put(0, charged).encode();
        }

        /** @throws CborException if the bytes are anything else */
        public static Reply decode(byte[] body) {
            return new Reply(CborMap.decode(body, CborLimits.ofBytes(64)).uint(0, Long.MAX_VALUE));
        }
    }

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, change.wireName())
                .put(1, tenant.host())
                .put(2, user)
                .put(3, peer.host())
                .put(4, hash)
                .put(5, size)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static PeerCacheRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new PeerCacheRequest(
                WireEnum.find(Change.class, map.text(0, 16)).orElseThrow(() -> new CborException("an unknown change")),
                map.parsed(1, 253, TenantId::new),
                map.id(2, UserId::of),
                map.parsed(3, 253, TenantId::new),
                map.hash(4),
                map.uint(5, Long.MAX_VALUE));
    }
}
