package dev.capsule.protocol.signed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.vectors.Vectors;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One changed byte anywhere in a signed or sealed object, and it is refused, by declared exceptions alone. */
class MutationTest {
    @ParameterizedTest
    @ValueSource(strings = {"manifest_create", "manifest_delete"})
    void shouldRefuseEveryMutation_whenManifest(String name) {
        assertEveryMutationRefused(Vectors.hex(name, "signed"), bytes -> {
            var manifest = Manifest.decode(bytes);
            manifest.verifyDevice(Vectors.publicKey("dsk"));
            manifest.verifyWriter(Vectors.publicKey("write_tier"));
        });
    }

    @Test
    void shouldRefuseEveryMutation_whenDirectory() {
        assertEveryMutationRefused(
                Vectors.hex("device_directory", "signed"),
                // Trust on first use pins the identity key: a directory under another one is another user's.
                bytes -> {
                    var directory = DeviceDirectory.decode(bytes);
                    if (!directory.identityKey().equals(Vectors.publicKey("ik"))) {
                        throw new SignatureException();
                    }
                    directory.verify();
                });
    }

    @Test
    void shouldRefuseEveryMutation_whenEpochAttestation() {
        assertEveryMutationRefused(Vectors.hex("epoch_attestation", "signed"), bytes -> EpochAttestation.decode(bytes)
                .verify(Vectors.publicKey("admin")));
    }

    @Test
    void shouldRefuseEveryMutation_whenSidecar() {
        assertEveryMutationRefused(
                Vectors.hex("sidecar", "signed"), bytes -> Sidecar.decode(bytes).verify(Vectors.publicKey("dsk")));
    }

    @Test
    void shouldRefuseEveryMutation_whenMetadataBlob() {
        var key = Secret.of(Vectors.hex("metadata_blob", "key"));
        assertEveryMutationRefused(Vectors.hex("metadata_blob", "blob"), bytes -> {
            var blob = new MetadataBlob(Bytes.of(bytes));
            blob.requireSuite(1);
            blob.open(key);
        });
    }

    /**
     * Every byte takes another value, every prefix and one byte more are tried. Of the 3309 bytes of a lattice signature
     * every sixteenth: they are all read by one function, which {@code PrimitivesTest} holds against known answers.
     */
    private static void assertEveryMutationRefused(byte[] object, Consumer<byte[]> check) {
        check.accept(object);
        var signatures = latticeSignatures(object);
        var positions = IntStream.range(0, object.length).filter(i -> !signatures.get(i) || i % 16 == 0);
        positions.parallel().forEach(i -> {
            byte[] mutated = object.clone();
            mutated[i] ^= (byte) (1 + i * 37 % 255);
            assertRefused("byte " + i, mutated, check);
        });
        for (int length = 0; length < object.length; length += 1 + length / 16) {
            assertRefused("cut to " + length, Arrays.copyOf(object, length), check);
        }
        assertRefused("one byte more", Arrays.copyOf(object, object.length + 1), check);
    }

    /** The bytes after each head of a byte string as long as such a signature. */
    private static BitSet latticeSignatures(byte[] object) {
        var found = new BitSet();
        for (int i = 0; i + 3 + HybridSignature.ML_DSA_65_LENGTH <= object.length; i++) {
            if (object[i] == 0x59 && object[i + 1] == 0x0c && object[i + 2] == (byte) 0xed) {
                found.set(i + 3, i + 3 + HybridSignature.ML_DSA_65_LENGTH);
            }
        }
        return found;
    }

    private static void assertRefused(String what, byte[] mutated, Consumer<byte[]> check) {
        try {
            check.accept(mutated);
        } catch (RefusalException | SignatureException | DecryptionException declared) {
            return;
        }
        assertThat(what).as("must be refused").isEqualTo("refused");
    }
}
