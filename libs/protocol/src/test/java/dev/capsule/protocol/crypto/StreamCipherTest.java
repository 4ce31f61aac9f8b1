package dev.capsule.protocol.crypto;

import static dev.capsule.protocol.crypto.StreamCipher.PLAIN_CHUNK;
import static dev.capsule.protocol.crypto.StreamCipher.SEALED_CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamCipherTest {
    private static final Secret KEY =
            Secret.of(HexFormat.of().parseHex("f6d97b2a81ed18f5a40cdcaf69f63c1912fea3cc91428bf02a8c5809e5808022"));
    private static final StreamCipher CIPHER = new StreamCipher(KEY, Bytes.ofHex("01020304050607"));

    @Test
    void shouldSealAsTheContract_whenKnownAnswers() {
        byte[] long42 = new byte[65_521];
        Arrays.fill(long42, (byte) 0x42);

        assertThat(HexFormat.of().formatHex(seal(new byte[0]))).isEqualTo("3c47be2dae259f8332975118840966f5");
        assertThat(HexFormat.of().formatHex(seal("abc".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("cc4845bc9e92be8f4c10c3405b71179e90ff9f");
        assertThat(seal(long42)).hasSize(65_553);
        assertThat(Sha256.hash(seal(long42)).hex())
                .isEqualTo("5fda90d07f073ca694cb222ae7d84f53c4e1778eb0e67c0531ab456ac75ac3e6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_519, 65_520, 65_521, 131_039, 131_040, 131_041, 300_000})
    void shouldComeBack_whenSealedAndOpened(int size) {
        byte[] plaintext = random(size);
        byte[] sealed = seal(plaintext);

        assertThat(sealed).hasSize((int) StreamCipher.sealedSize(size));
        assertThat(sealed.length).isEqualTo(size + 16 * Math.max(1, (size + 65_519) / 65_520));
        assertThat(open(sealed, size)).isEqualTo(plaintext);
    }

    @Test
    void shouldOpenAnyChunkAlone_whenItsPlaceIsKnown() {
        byte[] plaintext = random(2 * PLAIN_CHUNK + 7);
        byte[] sealed = seal(plaintext);

        byte[] second = CIPHER.openChunk(Arrays.copyOfRange(sealed, SEALED_CHUNK, 2 * SEALED_CHUNK), 1, false);

        assertThat(second).isEqualTo(Arrays.copyOfRange(plaintext, PLAIN_CHUNK, 2 * PLAIN_CHUNK));
    }

    @Test
    void shouldRefuse_whenCutReorderedExtendedOrFlipped() {
        int size = 2 * PLAIN_CHUNK;
        byte[] sealed = seal(random(size));
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, SEALED_CHUNK, SEALED_CHUNK);
        System.arraycopy(sealed, SEALED_CHUNK, swapped, 0, SEALED_CHUNK);

        assertRefused(swapped, size);
        assertRefused(Arrays.copyOf(sealed, SEALED_CHUNK), size);
        assertRefused(Arrays.copyOf(sealed, SEALED_CHUNK), PLAIN_CHUNK);
        assertRefused(Arrays.copyOfRange(sealed, SEALED_CHUNK, 2 * SEALED_CHUNK), PLAIN_CHUNK);
        assertRefused(Arrays.copyOf(sealed, sealed.length - 1), size);
        assertRefused(Arrays.copyOf(sealed, sealed.length + 1), size);
        assertRefused(sealed, size - 1);
        assertRefused(sealed, size + 1);
        assertRefused(new byte[0], 0);
        var random = new Random(7);
        for (int i = 0; i < 64; i++) {
            byte[] flipped = sealed.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertRefused(flipped, size);
        }
    }

    @Test
    void shouldRefuse_whenSizeIsBeyondTheCounter() {
        assertThat(StreamCipher.sealedSize(StreamCipher.MAX_PLAINTEXT)).isEqualTo(0xffff_ffffL * SEALED_CHUNK);
        assertThatThrownBy(() -> StreamCipher.sealedSize(StreamCipher.MAX_PLAINTEXT + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StreamCipher.sealedSize(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CIPHER.openChunk(new byte[16], 0xffff_ffffL, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(byte[] sealed, long size) {
        assertThatThrownBy(() -> open(sealed, size)).isInstanceOf(DecryptionException.class);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] seal(byte[] plaintext) {
        var out = new ByteArrayOutputStream();
        try {
            assertThat(CIPHER.seal(new ByteArrayInputStream(plaintext), out)).isEqualTo(plaintext.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] open(byte[] sealed, long size) {
        var out = new ByteArrayOutputStream();
        try {
            CIPHER.open(new ByteArrayInputStream(sealed), size, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
