package dev.capsule.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ContentsTest {
    private static final Scenario SCENARIO = new Scenario(10_000, 4096, 2, 1);

    private static byte[] bytes(Contents.Chunk chunk) {
        var out = new ByteArrayOutputStream();
        for (var buffer : chunk.body()) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void shouldKnowEveryHash_whenTheChunksArePutTogether() {
        var content = new Contents(SCENARIO, 7).next();
        var whole = new ByteArrayOutputStream();
        for (int i = 0; i < content.chunks(); i++) {
            var chunk = content.chunk(i);
            byte[] bytes = bytes(chunk);
            assertThat(chunk.offset()).isEqualTo(whole.size());
            assertThat(bytes).hasSize(chunk.length());
            assertThat(chunk.checksum())
                    .isEqualTo(Base64.getEncoder()
                            .encodeToString(Sha256.hash(bytes).bytes()));
            whole.writeBytes(bytes);
        }
        assertThat(whole.size()).isEqualTo(10_000);
        assertThat(Sha256.hash(whole.toByteArray())).isEqualTo(content.hash());
    }

    @Test
    void shouldDiffer_whenThereAreSeveralFiles() {
        var contents = new Contents(SCENARIO, 7);

        assertThat(contents.next().hash()).isNotEqualTo(contents.next().hash());
    }
}
