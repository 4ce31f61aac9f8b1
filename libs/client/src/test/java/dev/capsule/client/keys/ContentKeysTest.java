package dev.capsule.client.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Known answers of wire-formats 0.6. */
class ContentKeysTest {
    private static final Secret AMK =
            Secret.of(hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    private static final AssetId ASSET = AssetId.parse("0190aabb-ccdd-7eee-8fff-001122334455");

    @Test
    void shouldGiveTheKnownAnswers_whenKeysAreDerived() {
        var file = ContentKeys.file(AMK, ASSET, Bytes.ofHex("01020304050607"));
        var metadata = ContentKeys.metadata(AMK, ASSET, hex("a0a1a2a3a4a5a6a7a8a9aaab"));

        assertThat(file.reveal()).isEqualTo(hex("f6d97b2a81ed18f5a40cdcaf69f63c1912fea3cc91428bf02a8c5809e5808022"));
        assertThat(metadata.reveal())
                .isEqualTo(hex("ac3bd4577f19a356ec31c3962bed45c6095266a1bc887de18b2a92212201fae2"));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
