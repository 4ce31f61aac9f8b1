package dev.capsule.service.db;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Columns of a row as the project's types. All take the column's name; the plain forms require a value. */
public final class Columns {
    private Columns() {}

    /** A {@code uuid}, for example {@code id(row, "album_id", AlbumId::new)}. */
    public static <T> T id(Row row, String column, Function<UUID, T> type) {
        return type.apply(require(row.getUUID(column), column));
    }

    public static <T> Optional<T> optionalId(Row row, String column, Function<UUID, T> type) {
        return Optional.ofNullable(row.getUUID(column)).map(type);
    }

    /** A {@code bytea}. */
    public static byte[] bytes(Row row, String column) {
        return require(row.getBuffer(column), column).getBytes();
    }

    public static Optional<byte[]> optionalBytes(Row row, String column) {
        return Optional.ofNullable(row.getBuffer(column)).map(Buffer::getBytes);
    }

    public static Bytes byteString(Row row, String column) {
        return Bytes.of(bytes(row, column));
    }

    /** A {@code bytea} of 32 bytes. */
    public static Sha256 hash(Row row, String column) {
        return Sha256.of(bytes(row, column));
    }

    public static Optional<Sha256> optionalHash(Row row, String column) {
        return optionalBytes(row, column).map(Sha256::of);
    }

    /** A {@code timestamptz}. */
    public static Instant instant(Row row, String column) {
        return require(row.getOffsetDateTime(column), column).toInstant();
    }

    public static Optional<Instant> optionalInstant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    public static String text(Row row, String column) {
        return require(row.getString(column), column);
    }

    public static Optional<String> optionalText(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    public static long longValue(Row row, String column) {
        return require(row.getLong(column), column);
    }

    public static int intValue(Row row, String column) {
        return require(row.getInteger(column), column);
    }

    public static boolean bool(Row row, String column) {
        return require(row.getBoolean(column), column);
    }

    private static <T> T require(T value, String column) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }
}
