package dev.capsule.cli.admin.quota;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A limit as an operator writes it.
 *
 * @param bytes absent is unlimited
 */
record Size(OptionalLong bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,16})\\s*(|B|KiB|MiB|GiB|TiB)");
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    /** Reads {@code 500}, {@code 50GiB} or {@code unlimited}. */
    static final class Reader implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            if (text.equals("unlimited")) {
                return new Size(OptionalLong.empty());
            }
            var match = FORM.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException("'" + text + "' is not a size such as 500, 50GiB or unlimited");
            }
            try {
                long count = Long.parseLong(Objects.requireNonNull(match.group(1)));
                long unit = Objects.requireNonNull(UNITS.get(match.group(2)));
                return new Size(OptionalLong.of(Math.multiplyExact(count, unit)));
            } catch (ArithmeticException e) {
                throw new TypeConversionException("'" + text + "' is more than any server has");
            }
        }
    }
}
