package dev.capsule.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md keeps its promises: a row for every threat, one owner anchor, and tests that exist. */
class ThreatModelTest {
    private static final Path DOCUMENT = Sources.ROOT.resolve("docs/threat-model.md");
    private static final Pattern LINK = Pattern.compile("\\[[^]]+]\\(([^)#]+)#([^)]+)\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9]+)#([A-Za-z0-9_]+)`");

    private record Row(String id, String owner, String tests) {
        boolean owed() {
            return owner.startsWith("owed: ");
        }
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.matches("\\| [SQP]\\d+ \\|.*"))
                .map(line -> line.split("\\|", -1))
                .map(cells -> new Row(cells[1].strip(), cells[3].strip(), cells[4].strip()))
                .toList();
    }

    @Test
    void shouldHaveOneRowForEveryThreat_whenRead() throws IOException {
        var expected = new ArrayList<String>();
        IntStream.rangeClosed(1, 39).forEach(n -> expected.add("S" + n));
        IntStream.rangeClosed(1, 8).forEach(n -> expected.add("Q" + n));
        IntStream.rangeClosed(1, 4).forEach(n -> expected.add("P" + n));
        assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldNameOneExistingAnchor_whenARowIsHeld() throws IOException {
        for (Row row : rows()) {
            if (row.owed()) {
                continue;
            }
            var links = LINK.matcher(row.owner()).results().toList();
            assertThat(links).as("%s has exactly one owner", row.id()).hasSize(1);
            var halves = LINK.matcher(row.tests()).results();
            for (var link : Stream.concat(links.stream(), halves).toList()) {
                Path owner = DOCUMENT.resolveSibling(link.group(1));
                assertThat(anchors(owner)).as("%s: %s", row.id(), owner).contains(link.group(2));
            }
        }
    }

    @Test
    void shouldNameExistingTests_whenARowIsHeld() throws IOException {
        for (Row row : rows()) {
            var tests = TEST.matcher(row.tests()).results().toList();
            if (row.owed()) {
                assertThat(tests).as("%s is owed and has no test", row.id()).isEmpty();
                continue;
            }
            assertThat(tests).as("%s has a test", row.id()).isNotEmpty();
            for (var test : tests) {
                assertThat(source(test.group(1)))
                        .as("%s: %s#%s", row.id(), test.group(1), test.group(2))
                        .containsPattern("void " + Pattern.quote(test.group(2)) + "\\(");
            }
        }
    }

    private static List<String> anchors(Path document) throws IOException {
        return Files.readAllLines(document).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String source(String className) throws IOException {
        var found = Sources.of("src/test", "/" + className + ".java");
        assertThat(found).as("test class %s", className).hasSize(1);
        return Files.readString(found.getFirst());
    }
}
