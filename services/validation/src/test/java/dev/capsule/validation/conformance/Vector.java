package dev.capsule.validation.conformance;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.capsule.protocol.reason.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One conformance case, as {@code <object>/<defect>.yaml} states it.
 *
 * @param given the state of things, in words of {@link World}; nothing is the plain one
 * @param then the code, or {@code accepted}
 */
record Vector(@Nullable List<String> given, When when, String then) {
    /** The data is shared by all modules. */
    static final Path ROOT = Path.of("../../libs/protocol/src/test/resources/vectors");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    /**
     * A request with a defect.
     *
     * @param send the action of the sound manifest, the op of the sound attestation, {@code directory} or {@code cursor}
     * @param as who sends and signs: owner (the default), writer, reader, stranger
     * @param at days from now of its timestamp
     * @param set fields by key: numbers, text, bytes as {@code hex:…} or {@code zeros:n}, or what {@link World#named} knows
     * @param remove fields by key
     * @param broken signature halves to flip a bit of, as {@code 30/0}
     * @param resign whether it is signed again after the change (the default)
     * @param entry the same for the first entry of a directory; none removes it
     * @param operation an operation id it is sent with
     * @param text what is sent instead of the sound cursor; the bytes of a metadata blob in hex
     * @param sidecarSchema the header that declares it
     * @param writeEpoch the epoch whose write-tier key signs; the last one where it is left out
     */
    record When(
            String send,
            @Nullable String as,
            @Nullable Double at,
            @Nullable Map<Long, Object> set,
            @Nullable List<Long> remove,
            @Nullable List<String> broken,
            @Nullable Boolean resign,
            @Nullable Entry entry,
            @Nullable String operation,
            @Nullable String text,
            @Nullable String sidecarSchema,
            @Nullable Long writeEpoch) {
        String sender() {
            return as == null ? "owner" : as;
        }

        boolean signsAgain() {
            return !Boolean.FALSE.equals(resign);
        }
    }

    /** @param none whether the entry is left out */
    record Entry(
            @Nullable Map<Long, Object> set,
            @Nullable List<Long> remove,
            @Nullable List<String> broken,
            @Nullable Boolean resign,
            @Nullable Boolean none) {}

    boolean isAccepted() {
        return then.equals("accepted");
    }

    ReasonCode code() {
        return ReasonCode.valueOf(then);
    }

    static Vector read(Path file) {
        try {
            return YAML.readValue(file.toFile(), Vector.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Every file: this service judges all of these objects. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
