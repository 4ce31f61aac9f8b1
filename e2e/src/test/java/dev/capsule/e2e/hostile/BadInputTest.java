package dev.capsule.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each defect gets its exact status and code from the running suite, writes nothing, and leaves the suite alive. */
class BadInputTest {
    private Actor actor;
    private Photo photo;

    @BeforeEach
    void enter() throws Exception {
        actor = Actor.enter();
        photo = new Photo(actor, 20_000);
    }

    /** Nothing of the defect is in the feed, and an honest photo goes through the same suite. */
    @AfterEach
    void shouldBeAliveAndUnchanged() throws Exception {
        assertThat(actor.feedSize()).isZero();
        var honest = new Photo(actor, 9_000);
        var location = open(honest, honest.manifest());
        assertThat(actor.patch(location, 0, honest.ciphertext).status()).isEqualTo(204);
        var metadata = actor.json("POST", "/upload", honest.metadata()).header("Location");
        assertThat(actor.patch(metadata, 0, honest.metadata).status()).isEqualTo(204);
        var result = actor.get(location + "/result?wait=20").json();
        assertThat(result.get("status").asText()).as("%s", result).isEqualTo("Completed");
        assertThat(actor.feedSize()).isEqualTo(1);
    }

    private String open(Photo of, byte[] manifest) throws Exception {
        var answer = actor.json("POST", "/upload", of.original(manifest));
        assertThat(answer.status()).as("%s", answer.refusal()).isEqualTo(201);
        return answer.header("Location");
    }

    /** Sends the manifest; nothing may have been written for it. */
    private String refusalOf(byte[] manifest) throws Exception {
        int sessions = actor.sessions();
        var refusal = actor.json("POST", "/upload", photo.original(manifest)).refusal();
        assertThat(actor.sessions()).isEqualTo(sessions);
        return refusal;
    }

    @Test
    void shouldRefuse_whenOneBitOfTheManifestIsFlipped() throws Exception {
        byte[] manifest = photo.manifest();
        int inClientVersion = indexOf(manifest, "e2e");
        manifest[inClientVersion] ^= 1;
        assertThat(refusalOf(manifest)).isEqualTo("403 DEVICE_SIG_INVALID");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void shouldRefuse_whenTheManifestIsNotCanonical() throws Exception {
        byte[] manifest = photo.manifest();
        byte[] longForm = new byte[manifest.length + 1];
        longForm[0] = (byte) 0xb8;
        longForm[1] = (byte) (manifest[0] & 0x1f);
        System.arraycopy(manifest, 1, longForm, 2, manifest.length - 1);
        assertThat(refusalOf(longForm)).isEqualTo("400 MANIFEST_MALFORMED");
    }

    @Test
    void shouldRefuse_whenTheDeviceIsUnknown() throws Exception {
        byte[] manifest = photo.manifest(Map.of(14L, Cbor.of(DeviceId.generate())), actor.deviceKey, actor.writeKey);
        assertThat(refusalOf(manifest)).isEqualTo("403 DEVICE_UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({
        "30, true, DEVICE_SIG_INVALID",
        "30, false, DEVICE_SIG_INVALID",
        "31, true, WRITE_SIG_INVALID",
        "31, false, WRITE_SIG_INVALID"
    })
    void shouldRefuse_whenHalfOfASignatureIsCorrupted(long key, boolean classical, String code) throws Exception {
        var signed = SignedMap.decode(photo.manifest(), 16 * 1024);
        var good = signed.signature(key);
        var bad = new HybridSignature(
                classical ? flipped(good.ed25519()) : good.ed25519(),
                classical ? good.mlDsa65() : flipped(good.mlDsa65()));
        assertThat(refusalOf(with(signed.fields(), key, bad.toCbor()))).isEqualTo("403 " + code);
    }

    private static dev.capsule.protocol.id.Bytes flipped(dev.capsule.protocol.id.Bytes bytes) {
        byte[] array = bytes.toArray();
        array[array.length / 2] ^= 4;
        return dev.capsule.protocol.id.Bytes.of(array);
    }

    private static byte[] with(CborMap fields, long key, Cbor value) {
        var map = new CborMapBuilder();
        fields.item().entries().stream()
                .filter(e -> !e.getKey().equals(Cbor.of(key)))
                .forEach(e -> map.put(e.getKey(), e.getValue()));
        return map.put(key, value).encode();
    }

    @Test
    void shouldFailTheSession_whenTheBytesDoNotHaveTheDeclaredHash() throws Exception {
        var location = open(photo, photo.manifest());
        byte[] other = photo.ciphertext.clone();
        other[100] ^= 1;

        assertThat(actor.patch(location, 0, other).refusal()).isEqualTo("409 CIPHERTEXT_HASH_MISMATCH");

        assertThat(status(location)).isEqualTo("FailedProcessing");
    }

    private String status(String location) throws Exception {
        return actor.send("HEAD", location, Map.of(), new byte[0]).header("Capsule-Session-Status");
    }

    @Test
    void shouldRefuse_whenAChunkStartsAtAWrongOffset() throws Exception {
        var location = open(photo, photo.manifest());
        var answer = actor.patch(location, 8192, Arrays.copyOfRange(photo.ciphertext, 8192, 12_288));
        assertThat(answer.refusal()).isEqualTo("409 OFFSET_MISMATCH");
        assertThat(answer.header("Upload-Offset")).isEqualTo("0");
        assertThat(status(location)).isEqualTo("Pending");
    }

    @Test
    void shouldRefuse_whenAChunkIsMisaligned() throws Exception {
        var location = open(photo, photo.manifest());
        var answer = actor.patch(location, 0, Arrays.copyOf(photo.ciphertext, 4095));
        assertThat(answer.refusal()).isEqualTo("400 CHUNK_MISALIGNED");
        assertThat(status(location)).isEqualTo("Pending");
    }

    @Test
    void shouldFailTheSession_whenMoreBytesComeThanDeclared() throws Exception {
        var location = open(photo, photo.manifest());
        byte[] tooMuch = new byte[photo.ciphertext.length + 4096];
        new Random(1).nextBytes(tooMuch);

        assertThat(actor.patch(location, 0, tooMuch).refusal()).isEqualTo("400 CHUNK_EXCEEDS_DECLARED");

        assertThat(status(location)).isEqualTo("FailedProcessing");
    }

    @Test
    void shouldRefuse_whenTheTokenIsOfAnotherTenant() throws Exception {
        var stranger = Actor.enter(Suite.OTHER);
        var body = Http.JSON.writeValueAsBytes(photo.original(photo.manifest()));
        var json = Map.of("Content-Type", "application/json");
        assertThat(stranger.send("POST", "/upload", Suite.HOME, json, body).refusal())
                .isEqualTo("401 AUTH_REQUIRED");
        assertThat(stranger.send("GET", "/sync", Suite.HOME, Map.of(), new byte[0])
                        .refusal())
                .isEqualTo("401 AUTH_REQUIRED");
    }

    @Test
    void shouldHideTheSession_whenAnotherUserAsks() throws Exception {
        var location = open(photo, photo.manifest());
        var other = Actor.enter();
        assertThat(other.patch(location, 0, photo.ciphertext).refusal()).isEqualTo("404 SESSION_NOT_FOUND");
        assertThat(other.send("DELETE", location, Map.of(), new byte[0]).refusal())
                .isEqualTo("404 SESSION_NOT_FOUND");
        assertThat(other.send("HEAD", location, Map.of(), new byte[0]).status()).isEqualTo(404);
        assertThat(status(location)).isEqualTo("Pending");
    }
}
