package dev.capsule.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known answers of wire-formats 0.6 and 3: every label yields the key the contract states. */
class ContentKeysTest {
    private static final String AMK = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String FILE_ID = "0190aabbccdd7eee8fff001122334455";
    private static final String NONCE = "a0a1a2a3a4a5a6a7a8a9aaab";

    @ParameterizedTest
    @CsvSource({
        "asset-file/v1, 01020304050607, f6d97b2a81ed18f5a40cdcaf69f63c1912fea3cc91428bf02a8c5809e5808022",
        "metadata-blob/v1, " + NONCE + ", ac3bd4577f19a356ec31c3962bed45c6095266a1bc887de18b2a92212201fae2",
        "asset-keywrap/v1, " + NONCE + ", 24ea7b56b4a4e4ba14a18a69cd6b3c01372c5649d24f07e72b51948c1d59c861"
    })
    void shouldDeriveTheKeyOfTheContract_whenLabelAndSaltAreGiven(String label, String nonce, String expected) {
        var key = Hkdf.derive(secret(AMK), bytes(FILE_ID + nonce), label, 32);

        assertThat(HexFormat.of().formatHex(key.reveal())).isEqualTo(expected);
    }

    @Test
    void shouldDeriveTheDefaultAlbum_whenSaltIsEmpty() {
        byte[] id = Hkdf.derive(secret("05".repeat(32)), new byte[0], "default-album-id/v1", 16)
                .reveal();
        id[6] = (byte) ((id[6] & 0x0f) | 0x80);
        id[8] = (byte) ((id[8] & 0x3f) | 0x80);

        assertThat(HexFormat.of().formatHex(id)).isEqualTo("8db415cbcdb682139ba6081384bbf650");
    }

    @Test
    void shouldMatchTheLibraryCheck_whenKeyMaterialIsZero() {
        var key = Hkdf.derive(secret("00".repeat(32)), new byte[] {'s', 'a', 'l', 't'}, "asset-file/v1", 32);

        assertThat(HexFormat.of().formatHex(key.reveal()))
                .isEqualTo("cb54d8d1556baf00a1fb03103adaa63d7cd5fb108a4e418d76b5a5d724f75587");
    }

    @Test
    void shouldWrapAFileKey_whenADropIsAdopted() {
        var wrapKey = Hkdf.derive(secret(AMK), bytes(FILE_ID + NONCE), "asset-keywrap/v1", 32);
        byte[] sealed = AesGcm.seal(wrapKey, bytes(NONCE), bytes("4b".repeat(32)));

        assertThat(NONCE + HexFormat.of().formatHex(sealed))
                .isEqualTo("a0a1a2a3a4a5a6a7a8a9aaabc86f389e043f1621b6916c184e78855193569da447a5674842b4317ec1f324e9"
                        + "3d933f483ceb51b44cca67c91bf5f76b");
    }

    @Test
    void shouldNeverPrintItself_whenSecret() {
        var secret = secret(AMK);
        var signer = new Ed25519Signer(secret);

        assertThat(secret + " " + signer).doesNotContain("0001").contains("redacted");
        secret.close();
        assertThat(secret.reveal()).containsOnly(0);
        assertThat(Bytes.ofHex(AMK)).hasToString("Bytes[32]");
        byte[] revealed = secret.reveal();
        Arrays.fill(revealed, (byte) 1);
        assertThat(secret.reveal()).containsOnly(0);
    }

    private static Secret secret(String hex) {
        return Secret.of(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
