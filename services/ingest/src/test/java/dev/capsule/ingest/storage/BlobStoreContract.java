package dev.capsule.ingest.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every blob store must do. One subclass for each. */
abstract class BlobStoreContract {
    private static final byte[] CONTENT = "some ciphertext".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 HASH = Sha256.hash(CONTENT);

    @TempDir
    Path directory;

    private BlobStore store;
    private Path staged;

    abstract BlobStore store(Path directory) throws IOException;

    @BeforeEach
    void open() throws IOException {
        store = store(directory);
        staged = Files.write(directory.resolve("staged"), CONTENT);
    }

    @Test
    void shouldGiveBackTheBytes_whenStored() throws IOException {
        store.put(HASH, staged);

        assertThat(store.size(HASH)).hasValue(CONTENT.length);
        try (var in = store.open(HASH, 5)) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(CONTENT, 5, CONTENT.length));
        }
        assertThat(staged).exists();
    }

    @Test
    void shouldKeepTheBytes_whenTheStagedFileGoes() throws IOException {
        store.put(HASH, staged);
        Files.delete(staged);

        try (var in = store.open(HASH, 0)) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void shouldDoNothing_whenStoredTwice() throws IOException {
        store.put(HASH, staged);
        store.put(HASH, staged);

        assertThat(store.size(HASH)).hasValue(CONTENT.length);
    }

    @Test
    void shouldStoreOnce_whenManyPutTheSameAtOnce() throws Exception {
        Callable<Boolean> put = () -> {
            store.put(HASH, staged);
            return true;
        };
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var done : pool.invokeAll(Collections.nCopies(8, put))) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(store.size(HASH)).hasValue(CONTENT.length);
    }

    @Test
    void shouldHaveNothing_whenNothingWasStored() throws IOException {
        assertThat(store.size(HASH)).isEmpty();
        assertThat(store.file(HASH)).isEmpty();
        assertThat(store.delete(HASH)).isFalse();
        assertThatThrownBy(() -> store.open(HASH, 0)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldBeGone_whenDeleted() throws IOException {
        store.put(HASH, staged);

        assertThat(store.delete(HASH)).isTrue();

        assertThat(store.size(HASH)).isEmpty();
    }

    @Test
    void shouldBeOutOfService_whenQuarantined() throws IOException {
        store.put(HASH, staged);

        store.quarantine(HASH, "{\"code\":\"TEST\"}");
        store.quarantine(HASH, "{\"code\":\"TEST\"}");

        assertThat(store.size(HASH)).isEmpty();
        store.put(HASH, staged);
        assertThat(store.size(HASH)).hasValue(CONTENT.length);
    }

    @Test
    void shouldListWhatIsStored() throws IOException {
        store.put(HASH, staged);
        var other = Sha256.hash(new byte[] {1});
        store.put(other, Files.write(directory.resolve("other"), new byte[] {1}));

        var seen = new ArrayList<Sha256>();
        store.forEach((hash, storedAt) -> {
            assertThat(storedAt).isPositive();
            seen.add(hash);
        });

        assertThat(seen).containsExactlyInAnyOrder(HASH, other);
    }
}
