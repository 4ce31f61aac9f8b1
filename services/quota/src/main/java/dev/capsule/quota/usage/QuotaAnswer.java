package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.quota.limit.Limits;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The answer of {@code GET /quota} (http-api, quota). A limit that is absent does not exist. */
public record QuotaAnswer(
        long used,
        long reserved,
        @Nullable Long softLimit,
        @Nullable Long hardLimit,
        String state,
        @Nullable Timestamp graceExpiresAt,
        Map<String, Long> byRole) {

    public static QuotaAnswer of(Figures figures) {
        return new QuotaAnswer(
                figures.used(),
                figures.reserved(),
                Limits.orNull(figures.limits().soft()),
                Limits.orNull(figures.limits().hard()),
                figures.state().wireName(),
                figures.state().graceExpiresAt().map(Timestamp::new).orElse(null),
                names(figures.byRole()));
    }

    /** Every role a library has, 0 or not; the others when there is something. */
    private static Map<String, Long> names(Map<UsageRole, Long> byRole) {
        var named = new TreeMap<String, Long>();
        for (var role : UsageRole.values()) {
            long bytes = byRole.getOrDefault(role, 0L);
            if (bytes > 0 || (role != UsageRole.BACKUP && role != UsageRole.DROP)) {
                named.put(role.wireName(), bytes);
            }
        }
        return named;
    }
}
