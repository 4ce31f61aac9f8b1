package dev.capsule.service.db;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parameters as the driver wants them: {@link Id} is {@code uuid}, {@link Sha256}, {@link Bytes} and {@code byte[]} are
 * {@code bytea}, {@link TenantId} is {@code text}, {@link Instant} and {@link Timestamp} are {@code timestamptz}; arrays
 * of them likewise. Strings, numbers, booleans and UUIDs pass through.
 */
final class Params {
    private Params() {}

    static Tuple tuple(@Nullable Object... params) {
        var tuple = Tuple.tuple();
        for (Object param : params) {
            tuple.addValue(param == null ? null : convert(param));
        }
        return tuple;
    }

    private static Object convert(Object param) {
        return switch (param) {
            case Id[] ids -> map(ids, Id::value, UUID[]::new);
            case Sha256[] hashes -> map(hashes, hash -> Buffer.buffer(hash.bytes()), Buffer[]::new);
            case Bytes[] strings -> map(strings, bytes -> Buffer.buffer(bytes.toArray()), Buffer[]::new);
            case byte[][] strings -> map(strings, Buffer::buffer, Buffer[]::new);
            case TenantId[] tenants -> map(tenants, TenantId::host, String[]::new);
            case Instant[] times -> map(times, Params::utc, OffsetDateTime[]::new);
            case Timestamp[] times -> map(times, time -> utc(time.instant()), OffsetDateTime[]::new);
            case Id id -> id.value();
            case Sha256 hash -> Buffer.buffer(hash.bytes());
            case Bytes bytes -> Buffer.buffer(bytes.toArray());
            case byte[] bytes -> Buffer.buffer(bytes);
            case TenantId tenant -> tenant.host();
            case Instant time -> utc(time);
            case Timestamp time -> utc(time.instant());
            default -> param;
        };
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Null elements stay null: SQL arrays have them. */
    private static <A, B> @Nullable B[] map(
            @Nullable A[] from, Function<A, B> convert, Function<Integer, @Nullable B[]> array) {
        var to = array.apply(from.length);
        for (int i = 0; i < from.length; i++) {
            A element = from[i];
            to[i] = element == null ? null : convert.apply(element);
        }
        return to;
    }
}
