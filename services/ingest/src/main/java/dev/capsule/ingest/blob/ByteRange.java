package dev.capsule.ingest.blob;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a blob are asked for (RFC 9110, 14).
 *
 * @param length 1 and up
 * @param partial whether that was asked for by a range
 */
record ByteRange(long offset, long length, boolean partial) {
    private static final Pattern SINGLE = Pattern.compile("([0-9]{0,18})-([0-9]{0,18})");
    private static final String BYTES = "bytes=";

    static ByteRange whole(long size) {
        return new ByteRange(0, size, false);
    }

    /**
     * A range of another unit, and a set of several ranges, are ignored, as a server may.
     *
     * @param size of the blob, 1 and up
     * @throws dev.capsule.protocol.reason.RefusalException RANGE_NOT_SATISFIABLE
     */
    static ByteRange of(@Nullable String header, long size) {
        if (header == null || !header.startsWith(BYTES) || header.indexOf(',') >= 0) {
            return whole(size);
        }
        var matcher = SINGLE.matcher(header.substring(BYTES.length()).strip());
        if (!matcher.matches()) {
            throw unsatisfiable();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return suffix(last, size);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (from >= size || (!last.isEmpty() && Long.parseLong(last) < from)) {
            throw unsatisfiable();
        }
        return new ByteRange(from, to - from + 1, true);
    }

    private static ByteRange suffix(String last, long size) {
        long count = last.isEmpty() ? 0 : Math.min(Long.parseLong(last), size);
        if (count == 0) {
            throw unsatisfiable();
        }
        return new ByteRange(size - count, count, true);
    }

    /** The Content-Range header of the answer. */
    String contentRange(long size) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }

    private static RuntimeException unsatisfiable() {
        return Refusal.of(ReasonCode.RANGE_NOT_SATISFIABLE).asException();
    }
}
