package dev.capsule.validation.sync;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.validation.secret.ServerSecrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The keys cursors are authenticated with: the first makes them, all are accepted. From {@code
 * capsule.validation.cursor-keys} (one or two keys of 32 bytes in hex, newest first), else made by this server.
 */
@ApplicationScoped
class CursorKeys {
    private static final int LENGTH = 32;
    private static final int MOST = 2;
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int MOST_TENANTS = 10_000;

    private final List<Secret> configured;
    private final LoadingCache<TenantId, List<Secret>> own;

    CursorKeys(
            @ConfigProperty(name = "capsule.validation.cursor-keys") Optional<List<String>> configured,
            ServerSecrets secrets) {
        this.configured =
                configured.orElse(List.of()).stream().map(CursorKeys::parse).toList();
        if (this.configured.size() > MOST) {
            throw new IllegalStateException("capsule.validation.cursor-keys takes at most two keys");
        }
        own = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .expireAfterWrite(FRESH)
                .build(tenant -> secrets.accepted(tenant, "sync-cursor"));
    }

    /** Newest first, never empty. */
    List<Secret> of(TenantId tenant) {
        return configured.isEmpty() ? own.get(tenant) : configured;
    }

    private static Secret parse(String hex) {
        byte[] key = HexFormat.of().parseHex(hex.strip());
        if (key.length != LENGTH) {
            throw new IllegalStateException("a key of capsule.validation.cursor-keys has 32 bytes");
        }
        return Secret.of(key);
    }
}
