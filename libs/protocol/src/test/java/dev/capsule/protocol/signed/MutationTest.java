package dev.capsule.protocol.signed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.crypto.DecryptionException;
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
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One changed byte anywhere in a signed or sealed object, and it is refused, by declared exceptions alone. */
class MutationTest {
    /** Bytes of an object all of whose bits are flipped one by one. */
    private static final int SAMPLE = 128;

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

    /** Every byte takes another value; every bit of a sample of bytes flips; every prefix and one byte more are tried. */
    private static void assertEveryMutationRefused(byte[] object, Consumer<byte[]> check) {
        check.accept(object);
        IntStream.range(0, object.length).parallel().forEach(i -> {
            byte[] mutated = object.clone();
            mutated[i] ^= (byte) (1 + i * 37 % 255);
            assertRefused("byte " + i, mutated, check);
        });
        new Random(object.length).ints(SAMPLE, 0, object.length).parallel().forEach(i -> {
            for (int bit = 0; bit < 8; bit++) {
                byte[] mutated = object.clone();
                mutated[i] ^= (byte) (1 << bit);
                assertRefused("bit " + bit + " of byte " + i, mutated, check);
            }
        });
        for (int length = 0; length < object.length; length += 1 + length / 16) {
            assertRefused("cut to " + length, Arrays.copyOf(object, length), check);
        }
        assertRefused("one byte more", Arrays.copyOf(object, object.length + 1), check);
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
