package dev.capsule.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/api/asyncapi.yaml against the code: no type, topic or member in one and not in the other. */
class AsyncApiTest {
    private final String document = read();

    private static String read() {
        try {
            return Files.readString(Path.of("../../docs/api/asyncapi.yaml"));
        } catch (IOException e) {
            throw new AssertionError("docs/api/asyncapi.yaml must be readable", e);
        }
    }

    private Iterable<String> all(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void shouldNameEveryTopic_whenComparedWithTheCode() {
        assertThat(all("^    address: (\\S+)$"))
                .containsExactlyInAnyOrderElementsOf(Topics.all().stream()
                        .filter(topic -> !topic.endsWith(Topics.DEAD_LETTERS))
                        .toList());
    }

    @Test
    void shouldNameEveryType_whenComparedWithTheCode() {
        assertThat(all("^      name: (\\S+)$"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                        .map(EventType::wireName)
                        .toList());
    }

    @Test
    void shouldListTheMembersInOrder_whenComparedWithTheRecords() {
        for (Class<?> event : Event.class.getPermittedSubclasses()) {
            String section = document.substring(document.indexOf("    " + event.getSimpleName() + ":\n      name:"));
            var members = Arrays.stream(event.getRecordComponents())
                    .map(RecordComponent::getName)
                    .filter(name -> !name.equals("head"))
                    .map(AsyncApiTest::snakeCase)
                    .toList();
            for (int i = 0; i < members.size(); i++) {
                assertThat(section)
                        .as("%s key %d", event.getSimpleName(), i + 3)
                        .containsPattern("(?m)\\A(?s:.*?)schema: \\|\\n(?:          \\d+ .*\\n){" + i + "}          "
                                + (i + 3) + " (?:\\? )?" + members.get(i) + ": ");
            }
            assertThat(section)
                    .as("%s has no more members", event.getSimpleName())
                    .containsPattern("(?m)\\A(?s:.*?)schema: \\|\\n(?:          \\d+ .*\\n){" + members.size()
                            + "}(?!          \\d)");
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
