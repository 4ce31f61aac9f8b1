package dev.capsule.client.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.manifest.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSnifferTest {
    @ParameterizedTest
    @CsvSource({
        "ffd8ffe000104a4649460001, JPEG",
        "89504e470d0a1a0a0000000d, PNG",
        "52494646001000005745425056503820, WEBP",
        "00000018667479706865696300000000, HEIC",
        "000000206674797069736f6d00000200, MP4"
    })
    void shouldKnowTheType_whenTheFirstBytesSayIt(String head, ContentType type) {
        assertThat(ContentSniffer.sniff(HexFormat.of().parseHex(head))).contains(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ffd8", "47494638396100000000", "52494646001000004156492000", "000000146674797071742020"})
    void shouldKnowNothing_whenTheFirstBytesAreOthers(String head) {
        assertThat(ContentSniffer.sniff(HexFormat.of().parseHex(head))).isEmpty();
    }

    @Test
    void shouldNotBeFooled_whenTextLooksLikeAName() {
        assertThat(ContentSniffer.sniff("photo.jpg is here".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Optional.empty());
    }
}
