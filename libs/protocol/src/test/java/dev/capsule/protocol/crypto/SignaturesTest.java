package dev.capsule.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
    private static final HybridSigner SIGNER = Vectors.signer("dsk");
    private static final HybridSigner OTHER = Vectors.signer("ik");
    private static final byte[] CORE = {(byte) 0xa1, 0, 1};

    @ParameterizedTest
    @ValueSource(strings = {"dsk", "write_tier", "ik", "admin"})
    void shouldMakeTheKeysOfTheVectors_whenSeedsAreGiven(String name) {
        assertThat(Vectors.signer(name).publicKey()).isEqualTo(Vectors.publicKey(name));
    }

    @ParameterizedTest
    @EnumSource
    void shouldVerifyOnlyAsItsOwnType_whenSigned(SignedType type) {
        var signature = SIGNER.sign(type, CORE);

        Signatures.verify(type, SIGNER.publicKey(), CORE, signature);
        for (var other : SignedType.values()) {
            if (other != type) {
                assertRefused(other, SIGNER.publicKey(), CORE, signature);
            }
        }
    }

    @Test
    void shouldNameEveryTypeOfTheContract_whenLabelled() {
        assertThat(SignedType.values())
                .extracting(t -> new String(t.message(new byte[0]), StandardCharsets.US_ASCII))
                .containsExactlyInAnyOrder(
                        "capsule/asset-manifest/v1\0",
                        "capsule/derivative-manifest/v1\0",
                        "capsule/device-directory/v1\0",
                        "capsule/device-entry/v1\0",
                        "capsule/sidecar/v1\0",
                        "capsule/epoch-attestation/v1\0",
                        "capsule/album/v1\0",
                        "capsule/backup-manifest/v1\0",
                        "capsule/revocation/v1\0",
                        "capsule/moved/v1\0",
                        "capsule/upgrade-intent/v1\0",
                        "capsule/share-record/v1\0",
                        "capsule/amk-delivery/v1\0",
                        "capsule/moderation-record/v1\0",
                        "capsule/session-challenge/v1\0",
                        "capsule/library-settings/v1\0");
    }

    @Test
    void shouldRefuse_whenOnlyOneHalfIsRight() {
        var type = SignedType.ASSET_MANIFEST;
        var right = SIGNER.sign(type, CORE);
        var wrong = OTHER.sign(type, CORE);

        assertRefused(type, SIGNER.publicKey(), CORE, new HybridSignature(right.ed25519(), wrong.mlDsa65()));
        assertRefused(type, SIGNER.publicKey(), CORE, new HybridSignature(wrong.ed25519(), right.mlDsa65()));
        assertRefused(type, OTHER.publicKey(), CORE, right);
        assertRefused(type, SIGNER.publicKey(), new byte[] {(byte) 0xa1, 0, 2}, right);
        var mixed = new HybridPublicKey(
                SIGNER.publicKey().ed25519(), OTHER.publicKey().mlDsa65());
        assertRefused(type, mixed, CORE, right);
    }

    @Test
    void shouldSignTheSameTwice_whenDeterministic() {
        assertThat(SIGNER.sign(SignedType.ALBUM, CORE)).isEqualTo(SIGNER.sign(SignedType.ALBUM, CORE));
    }

    @Test
    void shouldRefuseStructure_whenALengthIsWrong() {
        for (int[] lengths : new int[][] {{63, 3309}, {65, 3309}, {64, 3308}, {64, 3310}, {3309, 64}, {0, 0}}) {
            var pair = Cbor.array(Cbor.of(new byte[lengths[0]]), Cbor.of(new byte[lengths[1]]));
            assertThatThrownBy(() -> HybridSignature.of(pair)).isInstanceOf(CborException.class);
        }
        for (int[] lengths : new int[][] {{31, 1952}, {33, 1952}, {32, 1951}, {32, 1953}}) {
            var pair = Cbor.array(Cbor.of(new byte[lengths[0]]), Cbor.of(new byte[lengths[1]]));
            assertThatThrownBy(() -> HybridPublicKey.of(pair)).isInstanceOf(CborException.class);
        }
        var three = Cbor.array(Cbor.of(new byte[64]), Cbor.of(new byte[3309]), Cbor.of(new byte[1]));
        assertThatThrownBy(() -> HybridSignature.of(three)).isInstanceOf(CborException.class);
        assertThatThrownBy(() -> HybridSignature.of(Cbor.of(1))).isInstanceOf(CborException.class);
        assertThatThrownBy(() -> new HybridSigner(Secret.random(63))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseOperationalSignatures_whenALengthIsWrong() {
        var signer = new Ed25519Signer(Secret.random(32));
        var signature = signer.sign(CORE);
        var longer = Bytes.of(java.util.Arrays.copyOf(signature.toArray(), 65));

        assertThatThrownBy(() -> Signatures.verifyOperational(signer.publicKey(), CORE, longer))
                .isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> Signatures.verifyOperational(Bytes.EMPTY, CORE, signature))
                .isInstanceOf(SignatureException.class);
    }

    private static void assertRefused(SignedType type, HybridPublicKey key, byte[] core, HybridSignature signature) {
        assertThatThrownBy(() -> Signatures.verify(type, key, core, signature)).isInstanceOf(SignatureException.class);
    }
}
