package dev.capsule.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known answers of each primitive; vectors/primitives.json says where each comes from. */
class PrimitivesTest {
    @ParameterizedTest
    @MethodSource
    void sha256(JsonNode vector) {
        byte[] message = Vectors.hex(vector, "message");

        assertThat(Sha256.hash(message).bytes()).isEqualTo(Vectors.hex(vector, "hash"));
        assertThat(Sha256.hash(new byte[0], message, new byte[0]).bytes()).isEqualTo(Vectors.hex(vector, "hash"));
    }

    @Test
    void sha256OfAMillionLetters() {
        byte[] message = "a".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(Sha256.hash(message).hex())
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    @ParameterizedTest
    @MethodSource
    void ed25519(JsonNode vector) {
        byte[] message = Vectors.hex(vector, "message");
        var key = Bytes.of(Vectors.hex(vector, "public_key"));
        var signature = Bytes.of(Vectors.hex(vector, "signature"));
        var signer = new Ed25519Signer(Secret.of(Vectors.hex(vector, "seed")));

        assertThat(signer.publicKey()).isEqualTo(key);
        assertThat(signer.sign(message)).isEqualTo(signature);
        Signatures.verifyOperational(key, message, signature);
        for (int i = 0; i < 64; i++) {
            var changed = flip(signature, i);
            assertThatThrownBy(() -> Signatures.verifyOperational(key, message, changed))
                    .isInstanceOf(SignatureException.class);
        }
    }

    @Test
    void ed25519RefusesKeysAndScalarsThatProveNothing() {
        // Points of small order: with them one signature fits every message (RFC 8032 section 8.8 leaves it open).
        var smallOrder = Stream.of(
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        var forged = Bytes.ofHex("01" + "00".repeat(31) + "00".repeat(32));
        smallOrder.map(Bytes::ofHex).forEach(key -> assertThatThrownBy(
                        () -> Signatures.verifyOperational(key, new byte[] {1}, forged))
                .isInstanceOf(SignatureException.class));
    }

    @Test
    void ed25519RefusesAScalarAboveTheOrder() {
        var vector = Vectors.primitives().get("ed25519").get(0);
        byte[] signature = Vectors.hex(vector, "signature");
        var order = new java.math.BigInteger(
                "7237005577332262213973186563042994240857116359379907606001950938285454250989");
        byte[] scalar = java.util.Arrays.copyOfRange(signature, 32, 64);
        byte[] raised = reversed(
                new java.math.BigInteger(1, reversed(scalar)).add(order).toByteArray());
        System.arraycopy(java.util.Arrays.copyOf(raised, 32), 0, signature, 32, 32);

        assertThatThrownBy(() -> Signatures.verifyOperational(
                        Bytes.of(Vectors.hex(vector, "public_key")), new byte[0], Bytes.of(signature)))
                .isInstanceOf(SignatureException.class);
    }

    @ParameterizedTest
    @MethodSource
    void mlDsa65(JsonNode vector) {
        byte[] message = Vectors.hex(vector, "message");
        var key = MlDsa65.privateKey(Vectors.hex(vector, "seed"));
        var publicKey = Bytes.of(Vectors.hex(vector, "public_key"));
        var signature = Bytes.of(Vectors.hex(vector, "signature"));

        assertThat(Bytes.of(key.getPublicKey())).isEqualTo(publicKey);
        assertThat(MlDsa65.sign(key, message)).isEqualTo(signature);
        assertThat(MlDsa65.verifies(MlDsa65.decode(publicKey), message, signature))
                .isTrue();
        assertThat(MlDsa65.verifies(
                        MlDsa65.decode(publicKey), message, Bytes.of(Vectors.hex(vector, "hedged_signature"))))
                .isTrue();
        assertThat(MlDsa65.verifies(
                        MlDsa65.decode(publicKey), message, Bytes.of(Vectors.hex(vector, "context_signature"))))
                .isFalse();
        assertThat(MlDsa65.verifies(
                        MlDsa65.decode(publicKey),
                        (message.length + "x").getBytes(StandardCharsets.US_ASCII),
                        signature))
                .isFalse();
        for (int i = 0; i < signature.length(); i += 97) {
            assertThat(MlDsa65.verifies(MlDsa65.decode(publicKey), message, flip(signature, i)))
                    .isFalse();
        }
        for (int i = 0; i < publicKey.length(); i += 97) {
            assertThat(MlDsa65.verifies(MlDsa65.decode(flip(publicKey, i)), message, signature))
                    .isFalse();
        }
    }

    @Test
    void mlDsa65RefusesNoiseWithoutAnException() {
        byte[] key = new byte[HybridPublicKey.ML_DSA_65_LENGTH];
        byte[] signature = new byte[HybridSignature.ML_DSA_65_LENGTH];
        for (int fill : new int[] {0, 0xff, 0x55}) {
            java.util.Arrays.fill(key, (byte) fill);
            java.util.Arrays.fill(signature, (byte) fill);
            assertThat(MlDsa65.verifies(MlDsa65.decode(Bytes.of(key)), new byte[0], Bytes.of(signature)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource
    void aes256Gcm(JsonNode vector) {
        var key = Secret.of(Vectors.hex(vector, "key"));
        byte[] nonce = Vectors.hex(vector, "nonce");
        byte[] plaintext = Vectors.hex(vector, "plaintext");
        byte[] sealed = Vectors.hex(vector, "sealed");

        assertThat(AesGcm.seal(key, nonce, plaintext)).isEqualTo(sealed);
        assertThat(AesGcm.open(key, nonce, sealed)).isEqualTo(plaintext);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = flip(Bytes.of(sealed), i).toArray();
            assertThatThrownBy(() -> AesGcm.open(key, nonce, changed)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void aes256GcmRefusesWhatIsShorterThanATag() {
        assertThatThrownBy(() -> AesGcm.open(Secret.random(32), new byte[12], new byte[15]))
                .isInstanceOf(DecryptionException.class);
    }

    @ParameterizedTest
    @MethodSource
    void hkdfSha512(JsonNode vector) {
        var derived = Hkdf.derive(
                Secret.of(Vectors.hex(vector, "ikm")),
                Vectors.hex(vector, "salt"),
                vector.get("info").textValue(),
                vector.get("length").intValue());

        assertThat(derived.reveal()).isEqualTo(Vectors.hex(vector, "okm"));
    }

    @ParameterizedTest
    @MethodSource
    void argon2id(JsonNode vector) {
        var derived = Argon2id.derive(
                Secret.of(Vectors.hex(vector, "passphrase")),
                Vectors.hex(vector, "salt"),
                new Argon2id.Parameters(
                        vector.get("memory_kib").intValue(),
                        vector.get("iterations").intValue(),
                        vector.get("parallelism").intValue()));

        assertThat(derived.reveal()).isEqualTo(Vectors.hex(vector, "output"));
    }

    /** RFC 9106 section 5.3 uses a secret and associated data, which our records never have: the generator beneath. */
    @Test
    void argon2idBeneath() {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(32)
                .withIterations(3)
                .withParallelism(4)
                .withSalt(filled(2, 16))
                .withSecret(filled(3, 8))
                .withAdditional(filled(4, 12))
                .build());
        byte[] tag = new byte[32];
        generator.generateBytes(filled(1, 32), tag);

        assertThat(HexFormat.of().formatHex(tag))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    @Test
    void argon2idRefusesCostsOutOfBounds() {
        int[][] refused = {
            {7, 1, 1}, {1024 * 1024 + 1, 1, 1}, {15, 1, 2}, {64, 0, 1}, {64, 11, 1}, {64, 1, 0}, {64, 1, 5}
        };
        for (int[] p : refused) {
            assertThatThrownBy(() -> new Argon2id.Parameters(p[0], p[1], p[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Argon2id.derive(Secret.random(8), new byte[31], new Argon2id.Parameters(8, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Bytes flip(Bytes bytes, int at) {
        byte[] changed = bytes.toArray();
        changed[at] ^= (byte) (1 << at % 8);
        return Bytes.of(changed);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    static Stream<JsonNode> sha256() {
        return vectors("sha256");
    }

    static Stream<JsonNode> ed25519() {
        return vectors("ed25519");
    }

    static Stream<JsonNode> mlDsa65() {
        return vectors("ml_dsa_65");
    }

    static Stream<JsonNode> aes256Gcm() {
        return vectors("aes_256_gcm");
    }

    static Stream<JsonNode> hkdfSha512() {
        return vectors("hkdf_sha512");
    }

    static Stream<JsonNode> argon2id() {
        return vectors("argon2id");
    }

    private static Stream<JsonNode> vectors(String primitive) {
        return StreamSupport.stream(Vectors.primitives().get(primitive).spliterator(), false);
    }
}
