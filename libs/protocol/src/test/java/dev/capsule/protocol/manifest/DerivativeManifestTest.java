package dev.capsule.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import dev.capsule.protocol.vectors.Manifests;
import dev.capsule.protocol.vectors.Vectors;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivativeManifestTest {
    private static final Sha256 HASH = Sha256.hash(new byte[] {1});

    private static DerivativeManifestBuilder thumbnail() {
        return builder(DerivativeRole.THUMBNAIL, "image/webp");
    }

    private static DerivativeManifestBuilder builder(DerivativeRole role, String format) {
        return new DerivativeManifestBuilder(AssetId.generate(), role, AlbumId.generate(), ProtocolVersion.CURRENT)
                .epoch(3)
                .content(format, DerivativeId.generate(), HASH, 1000, Bytes.of(new byte[7]))
                .author(UserId.generate(), DeviceId.generate(), "test/1", Timestamp.ofEpochMilli(1_780_000_000_000L));
    }

    private static DerivativeManifest sign(DerivativeManifestBuilder builder) {
        return builder.sign(Vectors.signer("dsk"), Vectors.signer("write_tier"));
    }

    @Test
    void shouldComeBack_whenSignedAndDecoded() {
        var manifest = sign(thumbnail());

        var decoded = (DerivativeManifest) Manifest.decode(manifest.encoded().toArray());

        assertThat(decoded).isEqualTo(manifest);
        assertThat(decoded.role()).isEqualTo(DerivativeRole.THUMBNAIL);
        assertThat(decoded.format()).isEqualTo("image/webp");
        assertThat(decoded.action()).isEqualTo(Action.DERIVATIVE_ADD);
        assertThat(decoded.priorHash()).isEmpty();
        assertThat(decoded.ciphertextHash()).isEqualTo(HASH);
        assertThat(decoded.amkVersion()).isEqualTo(3);
        assertThat(decoded.clientVersion()).isEqualTo("test/1");
        decoded.verifyDevice(Vectors.publicKey("dsk"));
        decoded.verifyWriter(Vectors.publicKey("write_tier"));
        assertThat(sign(thumbnail().prior(HASH)).action()).isEqualTo(Action.DERIVATIVE_REPLACE);
    }

    @Test
    void shouldNameItsModel_whenEmbedding() {
        var embedding = sign(builder(DerivativeRole.EMBEDDING, "embedding/clip").model("clip", "2"));

        assertThat(embedding.modelId()).contains("clip");
        assertThat(embedding.modelVersion()).contains("2");
        assertMalformed(() -> sign(builder(DerivativeRole.EMBEDDING, "embedding/clip")));
        assertMalformed(() -> sign(thumbnail().model("clip", "2")));
    }

    @ParameterizedTest
    @CsvSource({
        "THUMBNAIL, image/jpeg",
        "THUMBNAIL, embedding/clip",
        "PREVIEW, ''",
        "EMBEDDING, embedding/",
        "EMBEDDING, image/webp"
    })
    void shouldBeMalformed_whenFormatDoesNotFitTheRole(DerivativeRole role, String format) {
        var builder = builder(role, format);
        assertMalformed(() -> sign(role == DerivativeRole.EMBEDDING ? builder.model("clip", "2") : builder));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldBeMalformed_whenARequiredFieldIsMissing(long key) {
        assertMalformed(() -> DerivativeManifest.decode(with(key, null)));
    }

    @Test
    void shouldBeMalformed_whenAFieldIsWrong() {
        var wrong = Map.of(
                3L, Cbor.of("lqip"),
                14L, Cbor.of(0),
                15L, Cbor.of("create"),
                17L, Cbor.of(65_536),
                18L, Cbor.of(new byte[8]),
                19L, Cbor.of(UserId.generate()),
                11L, Cbor.of(new byte[32]));
        wrong.forEach((key, value) -> assertMalformed(() -> DerivativeManifest.decode(with(key, value))));
    }

    @Test
    void shouldLeaveUnknownActionsToTheirCode_whenRead() {
        var manifest = DerivativeManifest.decode(with(15, Cbor.of("derivative-remove")));

        assertThatThrownBy(manifest::action).isInstanceOfSatisfying(RefusalException.class, e -> assertThat(e.code())
                .isEqualTo(ReasonCode.ACTION_UNKNOWN));
    }

    private static byte[] with(long key, @Nullable Cbor value) {
        var changes = new HashMap<Cbor, @Nullable Cbor>();
        changes.put(Cbor.of(key), value);
        return SignedMap.sign(
                SignedType.DERIVATIVE_MANIFEST,
                Manifests.core(sign(thumbnail()).encoded().toArray(), changes),
                Vectors.signer("dsk"),
                Vectors.signer("write_tier"));
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusalException.class, e -> assertThat(e.code())
                .isEqualTo(ReasonCode.MANIFEST_MALFORMED));
    }
}
