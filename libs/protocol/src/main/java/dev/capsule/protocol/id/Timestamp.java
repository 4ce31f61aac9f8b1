package dev.capsule.protocol.id;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** A UTC time of millisecond precision; on the wire exactly {@code YYYY-MM-DDTHH:MM:SS.sssZ} (wire-formats 0.3). */
public record Timestamp(Instant instant) implements Comparable<Timestamp> {
    /** Digits stand where this has zeros. */
    private static final String FORM = "0000-00-00T00:00:00.000Z";

    private static final DateTimeFormatter PRINTER =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int NANOS_PER_MILLI = 1_000_000;
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
        if (text.length() != FORM.length() || !hasForm(text)) {
            throw new IllegalArgumentException("a timestamp is YYYY-MM-DDTHH:MM:SS.sssZ");
        }
        try {
            return new Timestamp(LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            number(text, 20, 23) * NANOS_PER_MILLI)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no such date", e);
        }
    }

    private static boolean hasForm(String text) {
        for (int i = 0; i < FORM.length(); i++) {
            char form = FORM.charAt(i);
            char c = text.charAt(i);
            boolean fits = form == '0' ? (c >= '0' && c <= '9') : c == form;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
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
