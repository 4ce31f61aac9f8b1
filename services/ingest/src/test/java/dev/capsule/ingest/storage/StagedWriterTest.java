package dev.capsule.ingest.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever way the bytes of a block take, past the cache or through it, they lie where they belong. */
class StagedWriterTest {
    private static final int BLOCK = 256 * 1024;

    @TempDir
    Path directory;

    /** Lengths of writes that follow each other, and whether they may go past the cache. */
    static List<Object[]> courses() {
        var lengths = List.of(
                List.of(BLOCK, BLOCK, BLOCK),
                List.of(BLOCK, BLOCK - 1),
                List.of(BLOCK, 64 * 1024),
                List.of(64 * 1024 - 1, BLOCK),
                List.of(4096, BLOCK, 4096, 4095),
                List.of(1, BLOCK, BLOCK - 1, BLOCK),
                List.of(1));
        var courses = new ArrayList<Object[]>();
        for (var course : lengths) {
            courses.add(new Object[] {true, course});
            courses.add(new Object[] {false, course});
        }
        return courses;
    }

    @ParameterizedTest
    @MethodSource("courses")
    void everyByteLiesWhereItBelongs(boolean pastCache, List<Integer> lengths) throws IOException {
        byte[] content = new byte[lengths.stream().mapToInt(Integer::intValue).sum()];
        new Random(content.length).nextBytes(content);
        var staging = new Staging(directory, pastCache);
        var file = directory.resolve("file");
        var block = StagedWriter.memory(BLOCK);
        try (var writer = staging.writer(file)) {
            int position = 0;
            for (int length : lengths) {
                writer.write(block.clear().put(content, position, length).flip(), position);
                position += length;
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("courses")
    void whatLiesThereIsWrittenOver(boolean pastCache, List<Integer> lengths) throws IOException {
        int length = lengths.getLast();
        byte[] old = new byte[3 * BLOCK];
        Arrays.fill(old, (byte) 7);
        var file = Files.write(directory.resolve("file"), old);
        try (var writer = new Staging(directory, pastCache).writer(file)) {
            writer.write(StagedWriter.memory(BLOCK).limit(length), BLOCK);
        }
        Arrays.fill(old, BLOCK, BLOCK + length, (byte) 0);
        assertThat(Files.readAllBytes(file)).isEqualTo(old);
    }
}
