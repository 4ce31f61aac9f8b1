package dev.capsule.protocol.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SidecarTest {
    private static final DeviceId DEVICE = DeviceId.parse("11111111-1111-4111-8111-111111111111");
    private static final DeviceId OTHER = DeviceId.parse("22222222-2222-4222-8222-222222222222");
    private static final UserId USER = UserId.parse("22222222-2222-4222-8222-222222222222");
    private static final Timestamp IMPORTED = Timestamp.parse("2026-06-01T10:05:00.000Z");

    private static JsonNode vectors;
    private static HybridSigner dsk;

    @BeforeAll
    static void load() throws IOException {
        try (var in = SidecarTest.class.getResourceAsStream("/vectors/vectors.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
        byte[] seed = new byte[HybridSigner.SEED_LENGTH];
        java.util.Arrays.fill(seed, 0, 32, (byte) 1);
        java.util.Arrays.fill(seed, 32, 64, (byte) 2);
        dsk = new HybridSigner(Secret.of(seed));
    }

    @Test
    void shouldReadEveryField_whenTheVectorIsDecoded() {
        var sidecar = Sidecar.decode(hex("/sidecar/signed"));

        assertThat(sidecar.assetId()).isEqualTo(AssetId.parse("0190aabb-ccdd-7eee-8fff-001122334455"));
        assertThat(sidecar.plaintextHash()).isEqualTo(Sha256.hash(hex("/plaintext")));
        assertThat(sidecar.captureTime()).isEqualTo(Timestamp.parse("2026-06-01T10:00:00.000Z"));
        assertThat(sidecar.importTime()).isEqualTo(IMPORTED);
        assertThat(sidecar.contentType()).isEqualTo(ContentType.JPEG);
        assertThat(sidecar.dimensions()).contains(new Dimensions(4000, 3000));
        assertThat(sidecar.userTags().visible())
                .containsExactly(new Tag(new AddId(DEVICE, 0), "holiday", Optional.empty()));
        assertThat(sidecar.modelTags()).isEqualTo(TagSet.EMPTY);
        assertThat(sidecar.caption()).contains(new Caption("First light", IMPORTED, DEVICE));
        assertThat(sidecar.rating()).contains(new Rating(4, IMPORTED, DEVICE));
        assertThat(sidecar.gps()).contains(new Gps(48.8584, 2.5, Gps.Source.EXIF));
        assertThat(sidecar.priorManifest()).isEqualTo(Sha256.ZERO);
        assertThat(sidecar.signedByUser()).isEqualTo(USER);
        assertThat(sidecar.signedByDevice()).isEqualTo(DEVICE);
        assertThat(sidecar.device()).isEqualTo(DEVICE);
    }

    @Test
    void shouldVerify_whenBothHalvesAreOfTheDevice() {
        var sidecar = Sidecar.decode(hex("/sidecar/signed"));
        byte[] message = SignedType.SIDECAR.message(sidecar.core());

        assertThat(sidecar.core()).isEqualTo(hex("/sidecar/core"));
        assertThat(Sha256.hash(message).hex()).isEqualTo(text("/sidecar/signing_input_sha256"));
        sidecar.verify(new HybridPublicKey(Bytes.of(hex("/pk/dsk/ed25519")), Bytes.of(hex("/pk/dsk/mldsa65"))));
        assertThatThrownBy(() -> sidecar.verify(
                        new HybridPublicKey(Bytes.of(hex("/pk/ik/ed25519")), Bytes.of(hex("/pk/dsk/mldsa65")))))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldComeOutOfItsBlob_whenOpenedWithTheMetadataKey() {
        var blob = new MetadataBlob(Bytes.of(hex("/metadata_blob/blob")));

        byte[] opened = blob.open(Secret.of(hex("/metadata_blob/key")));

        assertThat(blob.hash().hex()).isEqualTo(text("/metadata_blob/hash"));
        assertThat(opened).isEqualTo(hex("/sidecar/signed"));
    }

    @Test
    void shouldBuildTheVectorsCore_whenGivenItsFields() {
        var built = new SidecarBuilder(
                        AssetId.parse("0190aabb-ccdd-7eee-8fff-001122334455"),
                        Sha256.hash(hex("/plaintext")),
                        ContentType.JPEG)
                .times(Timestamp.parse("2026-06-01T10:00:00.000Z"), IMPORTED)
                .dimensions(Optional.of(new Dimensions(4000, 3000)))
                .tags(
                        new TagSet(List.of(new Tag(new AddId(DEVICE, 0), "holiday", Optional.empty())), List.of()),
                        TagSet.EMPTY)
                .caption(Optional.of(new Caption("First light", IMPORTED, DEVICE)))
                .rating(Optional.of(new Rating(4, IMPORTED, DEVICE)))
                .importedBy(DEVICE, SessionId.parse("0190aabb-ccdd-7aaa-8fff-001122334455"))
                .gps(Optional.of(new Gps(48.8584, 2.5, Gps.Source.EXIF)))
                .signedBy(USER, DEVICE)
                .sign(dsk);

        assertThat(built.core()).isEqualTo(hex("/sidecar/core"));
        built.verify(dsk.publicKey());
    }

    @Test
    void shouldKeepAndSignUnknownKeys_whenASuccessorIsBuilt() {
        var first = SidecarBuilder.after(Sidecar.decode(hex("/sidecar/signed")))
                .extension(Cbor.of("vendor"), Cbor.array(Cbor.of(1), Cbor.of("x")))
                .extension(Cbor.of(40), Cbor.of(true))
                .sign(dsk);

        var second = SidecarBuilder.after(first)
                .priorManifest(Sha256.hash(new byte[] {1}))
                .sign(dsk);

        assertThat(second.unknown()).isEqualTo(first.unknown()).hasSize(2);
        second.verify(dsk.publicKey());
        var stripped = new CborMapBuilder()
                .putAll(second.fields().item().entries().stream()
                        .filter(e -> !e.getKey().equals(Cbor.of("vendor")))
                        .toList())
                .encode();
        assertThatThrownBy(() -> Sidecar.decode(stripped).verify(dsk.publicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldRefuseWithItsOwnCode_whenTheSchemaIsNewer() {
        assertThatThrownBy(() -> Sidecar.decode(with(0, Cbor.of(2))))
                .isInstanceOfSatisfying(
                        RefusalException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.SIDECAR_SCHEMA_UNKNOWN));
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                Arguments.of("schema 0", 0L, Cbor.of(0)),
                Arguments.of("short hash", 3L, Cbor.of(new byte[31])),
                Arguments.of("timestamp without fraction", 4L, Cbor.of("2026-06-01T10:00:00Z")),
                Arguments.of("open content type", 6L, Cbor.of("image/gif")),
                Arguments.of("three dimensions", 7L, Cbor.array(Cbor.of(1), Cbor.of(2), Cbor.of(3))),
                Arguments.of("dimension beyond 32 bits", 7L, Cbor.array(Cbor.of(1L << 32), Cbor.of(2))),
                Arguments.of(
                        "placeholder of 65 bytes",
                        8L,
                        Cbor.array(Cbor.of(new byte[65]), Cbor.of(1), Cbor.of(new byte[3]))),
                Arguments.of("tag with a model among people's", 9L, tags(List.of(modelTag(0)), List.of())),
                Arguments.of("empty tag", 9L, tags(List.of(tag(DEVICE, 0, "")), List.of())),
                Arguments.of("tag of 129 bytes", 9L, tags(List.of(tag(DEVICE, 0, "x".repeat(129))), List.of())),
                Arguments.of("tag not in form C", 9L, tags(List.of(tag(DEVICE, 0, "e\u0301")), List.of())),
                Arguments.of("adds unsorted", 9L, tags(List.of(tag(OTHER, 0, "a"), tag(DEVICE, 0, "b")), List.of())),
                Arguments.of("add id twice", 9L, tags(List.of(tag(DEVICE, 0, "a"), tag(DEVICE, 0, "b")), List.of())),
                Arguments.of(
                        "remove of an unknown add",
                        9L,
                        tags(List.of(tag(DEVICE, 0, "a")), List.of(Cbor.array(Cbor.of(DEVICE), Cbor.of(1))))),
                Arguments.of("tags absent", 9L, null),
                Arguments.of("machine tag without a model", 10L, tags(List.of(tag(DEVICE, 0, "a")), List.of())),
                Arguments.of("caption of 4097 bytes", 11L, caption("x".repeat(4097))),
                Arguments.of("seventeen superseded captions", 12L, superseded(17, false)),
                Arguments.of("superseded captions oldest first", 12L, superseded(2, true)),
                Arguments.of(
                        "rating 6", 13L, Cbor.array(Cbor.of(6), Cbor.of("2026-06-01T10:00:00.000Z"), Cbor.of(DEVICE))),
                Arguments.of(
                        "open stack type",
                        14L,
                        Cbor.array(Cbor.of(AssetId.generate()), Cbor.of("pile"), Cbor.of("member"))),
                Arguments.of(
                        "stack id of version 4", 14L, Cbor.array(Cbor.of(USER), Cbor.of("burst"), Cbor.of("member"))),
                Arguments.of("camera of 129 bytes", 15L, Cbor.array(Cbor.of("x".repeat(129)), Cbor.of(""))),
                Arguments.of("latitude as integer", 18L, gps(Cbor.of(48), new Cbor.FloatingPoint(2))),
                Arguments.of(
                        "latitude beyond the pole", 18L, gps(new Cbor.FloatingPoint(90.5), new Cbor.FloatingPoint(2))),
                Arguments.of("longitude NaN", 18L, gps(new Cbor.FloatingPoint(1), new Cbor.FloatingPoint(Double.NaN))),
                Arguments.of(
                        "guest origin of 15 bytes",
                        22L,
                        Cbor.array(Cbor.of(new byte[15]), Cbor.of("2026-06-01T10:00:00.000Z"))),
                Arguments.of("second signature outside what is signed", 31L, Cbor.of(1)),
                Arguments.of("extension above 64 KiB", 40L, Cbor.of(new byte[65_536])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void shouldRefuse_whenAFieldBreaksItsRule(String defect, long key, Cbor value) {
        assertThatThrownBy(() -> Sidecar.decode(with(key, value)))
                .as(defect)
                .isInstanceOfSatisfying(
                        RefusalException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.MANIFEST_MALFORMED));
    }

    @Test
    void shouldAcceptTheLimitsThemselves_whenFieldsAreAtTheirBound() {
        var adds = new ArrayList<Cbor>();
        for (int i = 0; i < TagSet.MAX_ADDS; i++) {
            adds.add(tag(DEVICE, i, "t"));
        }
        assertThat(Sidecar.decode(with(9, tags(adds, List.of()))).userTags().adds())
                .hasSize(4096);
        assertThat(Sidecar.decode(with(12, superseded(16, false))).supersededCaptions())
                .hasSize(16);
        assertThat(Sidecar.decode(with(11, caption("x".repeat(4096)))).caption())
                .isPresent();
    }

    /** The vector with one field replaced or, for null, left out; the signature is then wrong, which decoding does not look at. */
    private static byte[] with(long key, @org.jspecify.annotations.Nullable Cbor value) {
        Map<Cbor, Cbor> fields = new HashMap<>();
        Sidecar.decode(hex("/sidecar/signed"))
                .fields()
                .item()
                .entries()
                .forEach(e -> fields.put(e.getKey(), e.getValue()));
        fields.remove(Cbor.of(key));
        if (value != null) {
            fields.put(Cbor.of(key), value);
        }
        assertThat(fields).containsKey(Cbor.of(SignedMap.FIRST_SIGNATURE));
        return new CborMapBuilder().putAll(fields.entrySet()).encode();
    }

    private static Cbor tag(DeviceId device, long counter, String text) {
        return Cbor.array(Cbor.of(device), Cbor.of(counter), Cbor.of(text));
    }

    private static Cbor modelTag(long counter) {
        return Cbor.array(Cbor.of(DEVICE), Cbor.of(counter), Cbor.of("dog"), Cbor.of("yolov10"), Cbor.of("1"));
    }

    private static Cbor tags(List<Cbor> adds, List<Cbor> removes) {
        return new CborMapBuilder()
                .put(0, Cbor.array(adds))
                .put(1, Cbor.array(removes))
                .build();
    }

    private static Cbor caption(String value) {
        return Cbor.array(Cbor.of(value), Cbor.of(IMPORTED.toString()), Cbor.of(DEVICE));
    }

    private static Cbor superseded(int count, boolean oldestFirst) {
        var items = new ArrayList<Cbor>();
        for (int i = 0; i < count; i++) {
            var at = Timestamp.ofEpochMilli(1_780_000_000_000L + 1000L * (oldestFirst ? i : -i));
            items.add(Cbor.array(Cbor.of("c"), Cbor.of(DEVICE), Cbor.of(at.toString())));
        }
        return Cbor.array(items);
    }

    private static Cbor gps(Cbor latitude, Cbor longitude) {
        return Cbor.array(latitude, longitude, Cbor.of("exif"));
    }

    private static byte[] hex(String pointer) {
        return HexFormat.of().parseHex(text(pointer));
    }

    private static String text(String pointer) {
        return vectors.at(pointer).asText();
    }
}
