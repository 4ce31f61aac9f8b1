package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.util.Collection;
import java.util.function.Function;

/** Columns of composite keys, as the arrays {@code unnest} takes. */
final class Lookup {
    private Lookup() {}

    static <T> TenantId[] tenants(Collection<T> keys, Function<T, TenantId> tenant) {
        return keys.stream().map(tenant).toArray(TenantId[]::new);
    }

    static <T> AlbumId[] albums(Collection<T> keys, Function<T, AlbumId> album) {
        return keys.stream().map(album).toArray(AlbumId[]::new);
    }

    static <T> AssetId[] assets(Collection<T> keys, Function<T, AssetId> asset) {
        return keys.stream().map(asset).toArray(AssetId[]::new);
    }

    static <T> UserId[] users(Collection<T> keys, Function<T, UserId> user) {
        return keys.stream().map(user).toArray(UserId[]::new);
    }

    static <T> String[] texts(Collection<T> keys, Function<T, String> text) {
        return keys.stream().map(text).toArray(String[]::new);
    }

    static <T> Long[] numbers(Collection<T> keys, Function<T, Long> number) {
        return keys.stream().map(number).toArray(Long[]::new);
    }
}
