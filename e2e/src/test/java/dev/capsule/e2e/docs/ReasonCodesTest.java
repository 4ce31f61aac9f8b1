package dev.capsule.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.reason.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every reason code is hit by a conformance vector or by the test a list names; the list says why the others are not. */
class ReasonCodesTest {
    private static final Path VECTORS = Sources.ROOT.resolve("libs/protocol/src/test/resources/vectors");

    private record Elsewhere(String code, String test, String reason) {
        boolean isTested() {
            return !test.equals("-");
        }
    }

    private static List<Elsewhere> elsewhere() throws IOException {
        return Files.readAllLines(VECTORS.resolve("codes-elsewhere.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(row -> new Elsewhere(row[0], row[1], row[2]))
                .toList();
    }

    private static Set<String> hitByVectors() throws IOException {
        try (Stream<Path> files = Files.walk(VECTORS)) {
            var hit = new TreeSet<String>();
            for (var file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("then: "))
                        .map(line -> line.substring("then: ".length()).strip())
                        .filter(then -> !then.equals("accepted"))
                        .forEach(hit::add);
            }
            return hit;
        }
    }

    @Test
    void shouldAccountForEveryCode_onceEach() throws IOException {
        var vectors = hitByVectors();
        var all = Stream.concat(vectors.stream(), elsewhere().stream().map(Elsewhere::code))
                .toList();

        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ReasonCode.values()).map(ReasonCode::name).toList());
    }

    @Test
    void shouldFindTheCode_inTheTestTheListNames() throws IOException {
        for (var row : elsewhere()) {
            assertThat(row.reason()).as(row.code()).isNotBlank();
            if (row.isTested()) {
                assertThat(sources(row.test()))
                        .as("%s in %s", row.code(), row.test())
                        .anyMatch(source -> source.contains(row.code()));
            }
        }
    }

    /** What the code refuses with, some test must hit: a code without one belongs to no part that exists. */
    @Test
    void shouldBeUsedNowhere_whenTheListSaysSo() throws IOException {
        var unused = elsewhere().stream()
                .filter(row -> row.reason().startsWith("nothing refuses with it yet"))
                .map(Elsewhere::code)
                .collect(Collectors.toSet());
        for (var source : Sources.of("src/main", ".java")) {
            if (source.endsWith("ReasonCode.java")) {
                continue;
            }
            var text = Files.readString(source);
            assertThat(unused)
                    .as("codes listed as unused that %s uses", source)
                    .noneMatch(code -> text.contains("ReasonCode." + code + ",")
                            || text.contains("ReasonCode." + code + ")")
                            || text.contains("ReasonCode." + code + ";"));
        }
    }

    private static List<String> sources(String testClass) throws IOException {
        var found = Sources.of("src/test", "/" + testClass + ".java");
        assertThat(found).as("test class %s", testClass).isNotEmpty();
        return found.stream().map(ReasonCodesTest::read).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
