package dev.capsule.protocol.id;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** A UTC time of millisecond precision; on the wire exactly {@code YYYY-MM-DDTHH:MM:SS.sssZ} (wire-formats 0.3). */
public record Timestamp(Instant instant) implements Comparable<Timestamp> {
    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z");
    private static final DateTimeFormatter PRINTER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /** Sub-millisecond digits are cut off; the year must have four digits. */
    public Timestamp {
        if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
            throw new IllegalArgumentException("year out of range");
        }
        instant = instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** @throws IllegalArgumentException unless the text is exactly of the wire form and a real date */
    public static Timestamp parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a timestamp is YYYY-MM-DDTHH:MM:SS.sssZ");
        }
        try {
            return new Timestamp(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no such date", e);
        }
    }

    public static Timestamp ofEpochMilli(long millis) {
        return new Timestamp(Instant.ofEpochMilli(millis));
    }

    @Override
    public int compareTo(Timestamp other) {
        return instant.compareTo(other.instant);
    }

    public boolean isAfter(Timestamp other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return PRINTER.format(instant);
    }
}
