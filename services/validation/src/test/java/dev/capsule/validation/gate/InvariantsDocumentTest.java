package dev.capsule.validation.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.album.AlbumRuleNames;
import dev.capsule.validation.directory.DirectoryRulesNames;
import dev.capsule.validation.upgrade.IntentRulesNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/invariants.md} is made from the registry and the rule lists. To write it anew, run this test with {@code
 * -Dcapsule.docs.write=true}.
 */
class InvariantsDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/invariants.md");

    @Test
    void shouldBeWhatTheCodeSays() throws IOException {
        var expected = document();
        if (Boolean.getBoolean("capsule.docs.write")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String document() {
        return """
                # Invariants and refusals

                Made from `ReasonCode` and the rule lists of the gate by `InvariantsDocumentTest`; don't edit.

                ## Invariants of the server

                | # | code | status | refused because |
                |---|---|---|---|
                %s
                ## Other refusals

                | code | status | refused because |
                |---|---|---|
                %s
                ## The gate, rule by rule

                The first rule that fails is the answer.

                %s""".formatted(invariants(), others(), lists());
    }

    private static String invariants() {
        Map<Integer, List<ReasonCode>> byNumber = Arrays.stream(ReasonCode.values())
                .filter(code -> code.invariant().isPresent())
                .collect(Collectors.groupingBy(
                        code -> code.invariant().orElseThrow(), TreeMap::new, Collectors.toList()));
        return byNumber.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(code -> "| %d | `%s` | %d | %s |\n"
                        .formatted(entry.getKey(), code, code.status(), code.title())))
                .collect(Collectors.joining());
    }

    private static String others() {
        return Arrays.stream(ReasonCode.values())
                .filter(code -> code.invariant().isEmpty())
                .map(code -> "| `%s` | %d | %s |\n".formatted(code, code.status(), code.title()))
                .collect(Collectors.joining());
    }

    private static String lists() {
        return list("Asset manifest", AssetManifestRules.RULES.names())
                + list("Derivative manifest", DerivativeManifestRules.RULES.names())
                + list("Device directory", DirectoryRulesNames.names())
                + list("New album", AlbumRuleNames.ofNewAlbums())
                + list("Epoch attestation", AlbumRuleNames.ofAttestations())
                + list("Upgrade intent", IntentRulesNames.names());
    }

    private static String list(String kind, List<String> names) {
        var numbered = new StringBuilder("### " + kind + "\n\n");
        for (int i = 0; i < names.size(); i++) {
            numbered.append(i + 1).append(". ").append(names.get(i)).append('\n');
        }
        return numbered.append('\n').toString();
    }
}
