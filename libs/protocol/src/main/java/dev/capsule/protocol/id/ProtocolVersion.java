package dev.capsule.protocol.id;

import java.time.DateTimeException;
import java.time.LocalDate;

/** A dated protocol version, {@code YYYY-MM-DD}; dates compare lexicographically (server-invariants 3). */
public record ProtocolVersion(String date) implements Comparable<ProtocolVersion> {
    public static final ProtocolVersion CURRENT = new ProtocolVersion("2026-05-31");
    /** The window: every version this build accepts for writes, lowest first. */
    public static final java.util.List<ProtocolVersion> WINDOW = java.util.List.of(CURRENT);

    public ProtocolVersion {
        if (date.length() != 10) {
            throw new IllegalArgumentException("a protocol version is YYYY-MM-DD");
        }
        try {
            if (!LocalDate.parse(date).toString().equals(date)) {
                throw new IllegalArgumentException("a protocol version is YYYY-MM-DD");
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a protocol version is a date", e);
        }
    }

    public boolean isWritable() {
        return WINDOW.contains(this);
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return date.compareTo(other.date);
    }

    @Override
    public String toString() {
        return date;
    }
}
