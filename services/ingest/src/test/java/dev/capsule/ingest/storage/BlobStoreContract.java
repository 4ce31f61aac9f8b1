package dev.capsule.ingest.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
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
public abstract class BlobStoreContract {
    private static final byte[] CONTENT = "some ciphertext".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 HASH = Sha256.hash(CONTENT);

    @TempDir
    protected Path directory;

    private BlobStore store;
    private Path staged;

    protected abstract BlobStore store(Path directory) throws IOException;

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

        var reason =
                new QuarantineReason(HASH, ReasonCode.FINAL_SIZE_MISMATCH, "2 bytes, not 3", Timestamp.ofEpochMilli(0));
        store.quarantine(reason);
        store.quarantine(reason);

        assertThat(store.size(HASH)).isEmpty();
        store.put(HASH, staged);
        assertThat(store.size(HASH)).hasValue(CONTENT.length);
    }

    @Test
    void shouldKeepManifestsBesideTheBlob_eachOnce() throws IOException {
        byte[] one = new CborMapBuilder().put(0, "one").encode();
        byte[] two = new CborMapBuilder().put(0, "two").encode();
        store.put(HASH, staged);
        assertThat(store.annotations(HASH)).isEmpty();

        assertThat(store.annotate(HASH, one)).isTrue();
        assertThat(store.annotate(HASH, two)).isTrue();
        assertThat(store.annotate(HASH, one)).isTrue();

        assertThat(Annotations.split(store.annotations(HASH))).containsExactly(one, two);
        assertThat(store.delete(HASH)).isTrue();
        assertThat(store.annotations(HASH)).isEmpty();
    }

    @Test
    void shouldTakeNoMoreManifests_whenThereAreTooMany() throws IOException {
        byte[] large = new CborMapBuilder()
                .put(0, Bytes.of(new byte[Annotations.MAX_BYTES - 100]))
                .encode();
        store.put(HASH, staged);

        assertThat(store.annotate(HASH, large)).isTrue();
        assertThat(store.annotate(
                        HASH,
                        new CborMapBuilder().put(0, Bytes.of(new byte[100])).encode()))
                .isFalse();

        assertThat(store.annotations(HASH)).isEqualTo(large);
    }

    @Test
    void shouldListWhatIsStored() throws IOException {
        store.put(HASH, staged);
        var other = Sha256.hash(new byte[] {1});
        store.put(other, Files.write(directory.resolve("other"), new byte[] {1}));
        assertThat(store.annotate(other, new CborMapBuilder().encode())).isTrue();

        var seen = new ArrayList<Sha256>();
        store.forEach((hash, storedAt) -> {
            assertThat(storedAt).isPositive();
            seen.add(hash);
        });

        assertThat(seen).containsExactlyInAnyOrder(HASH, other);
    }
}
