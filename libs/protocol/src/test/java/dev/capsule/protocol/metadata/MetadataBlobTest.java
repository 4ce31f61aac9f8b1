package dev.capsule.protocol.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.vectors.Vectors;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MetadataBlobTest {
    private static final Secret KEY = Secret.of(Vectors.hex("metadata_blob", "key"));

    @Test
    void shouldSealAsTheContract_whenKnownAnswer() {
        var blob = MetadataBlob.seal(
                KEY, 1, HexFormat.of().parseHex("a0a1a2a3a4a5a6a7a8a9aaab"), new byte[] {(byte) 0xa1, 0, 1});

        assertThat(blob.encoded().hex())
                .isEqualTo("0001a0a1a2a3a4a5a6a7a8a9aaab31a44c10b580c6e0152d050a7b614e512adb41");
        assertThat(blob.hash().hex()).isEqualTo("50e53916f04e18580e9f771eb6a6178a31183f9f769c7bfbfe38238c7f733629");
    }

    @Test
    void shouldOpenToTheSidecar_whenTheVectorIsRead() {
        var blob = new MetadataBlob(Bytes.of(Vectors.hex("metadata_blob", "blob")));

        assertThat(blob.hash().bytes()).isEqualTo(Vectors.hex("metadata_blob", "hash"));
        assertThat(blob.suite()).isEqualTo(1);
        blob.requireSuite(1);
        assertThat(blob.open(KEY)).isEqualTo(Vectors.hex("sidecar", "signed"));
        assertThatThrownBy(() -> blob.open(Secret.random(32))).isInstanceOf(DecryptionException.class);
    }

    @Test
    void shouldTakeTheBounds_whenExactlyThere() {
        assertThat(new MetadataBlob(Bytes.of(new byte[30])).suite()).isZero();
        assertThat(new MetadataBlob(Bytes.of(new byte[1024 * 1024 + 30])).nonce())
                .hasSize(12);
        assertMalformed(() -> new MetadataBlob(Bytes.of(new byte[29])));
        assertMalformed(() -> new MetadataBlob(Bytes.of(new byte[1024 * 1024 + 31])));
    }

    @Test
    void shouldRefuse_whenTheSuiteIsAnother() {
        byte[] bytes = new byte[30];
        bytes[0] = (byte) 0xff;
        bytes[1] = (byte) 0xfe;
        var blob = new MetadataBlob(Bytes.of(bytes));

        assertThat(blob.suite()).isEqualTo(0xfffe);
        assertMalformed(() -> blob.requireSuite(1));
        assertMalformed(() -> MetadataBlob.requireEnvelope(
                blob.encoded().toArray(), blob.encoded().length(), 1));
    }

    @Test
    void shouldJudgeTheEnvelope_whenOnlyItsStartIsThere() {
        byte[] start = {(byte) 0xff, (byte) 0xfe};

        MetadataBlob.requireEnvelope(start, 30, 0xfffe);
        MetadataBlob.requireEnvelope(start, 1024 * 1024 + 30, 0xfffe);
        assertMalformed(() -> MetadataBlob.requireEnvelope(start, 30, 1));
        assertMalformed(() -> MetadataBlob.requireEnvelope(start, 29, 0xfffe));
        assertMalformed(() -> MetadataBlob.requireEnvelope(new byte[1], 1, 0));
        assertMalformed(() -> MetadataBlob.requireEnvelope(start, 1024 * 1024 + 31, 0xfffe));
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusalException.class, e -> assertThat(e.code())
                .isEqualTo(ReasonCode.METADATA_BLOB_MALFORMED));
    }
}
