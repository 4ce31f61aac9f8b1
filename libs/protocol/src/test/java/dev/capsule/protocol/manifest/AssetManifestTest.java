package dev.capsule.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import dev.capsule.protocol.vectors.Manifests;
import dev.capsule.protocol.vectors.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetManifestTest {
    private static final byte[] CREATE = Vectors.hex("manifest_create", "signed");
    private static final byte[] DELETE = Vectors.hex("manifest_delete", "signed");

    @ParameterizedTest
    @ValueSource(strings = {"manifest_create", "manifest_delete"})
    void shouldMatchTheVector_whenDecoded(String name) {
        byte[] signed = Vectors.hex(name, "signed");
        byte[] core = Vectors.hex(name, "core");

        var manifest = (AssetManifest) Manifest.decode(signed);

        assertThat(manifest).isEqualTo(AssetManifest.decode(signed));
        assertThat(manifest.encoded().toArray()).isEqualTo(signed);
        assertThat(manifest.signed().core()).isEqualTo(core);
        assertThat(Sha256.hash(SignedType.ASSET_MANIFEST.message(core)).bytes())
                .isEqualTo(Vectors.hex(name, "signing_input_sha256"));
        assertThat(manifest.hash().bytes()).isEqualTo(Vectors.hex(name, "manifest_hash"));
        manifest.verifyDevice(Vectors.publicKey("dsk"));
        manifest.verifyWriter(Vectors.publicKey("write_tier"));
        assertThatThrownBy(() -> manifest.verifyDevice(Vectors.publicKey("write_tier")))
                .isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> manifest.verifyWriter(Vectors.publicKey("dsk")))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldReadEveryField_whenTheVectorsAreDecoded() {
        var create = AssetManifest.decode(CREATE);
        var delete = AssetManifest.decode(DELETE);

        assertThat(create.suite()).isEqualTo(1);
        assertThat(create.protocolVersion()).isEqualTo("2026-05-31");
        assertThat(create.assetId()).isEqualTo(AssetId.parse("0190aabb-ccdd-7eee-8fff-001122334455"));
        assertThat(create.albumId()).isEqualTo(AlbumId.parse("33333333-3333-4333-8333-333333333333"));
        assertThat(create.amkVersion()).isEqualTo(1);
        assertThat(create.ciphertextHash().bytes()).isEqualTo(Vectors.hex(Vectors.objects(), "ciphertext_hash"));
        assertThat(create.metadataBlobHash()).contains(Sha256.of(Vectors.hex("metadata_blob", "hash")));
        assertThat(create.plaintextSize()).isEqualTo(14);
        assertThat(create.noncePrefix()).isEqualTo(Bytes.ofHex("01020304050607"));
        assertThat(create.keyMode()).isEqualTo(KeyMode.DERIVED);
        assertThat(create.wrappedFileKey()).isEmpty();
        assertThat(create.user()).isEqualTo(UserId.parse("22222222-2222-4222-8222-222222222222"));
        assertThat(create.device()).isEqualTo(DeviceId.parse("11111111-1111-4111-8111-111111111111"));
        assertThat(create.action()).isEqualTo(Action.CREATE);
        assertThat(create.priorHash()).isEmpty();
        assertThat(create.retentionUntil()).isEmpty();
        assertThat(delete.action()).isEqualTo(Action.DELETE);
        assertThat(delete.priorHash()).contains(create.hash());
        assertThat(delete.metadataBlobHash()).isEmpty();
        assertThat(delete.retentionUntil()).isPresent();
        assertThat(delete.retentionUntil().orElseThrow()).isGreaterThan(delete.timestamp());
        assertThat(delete.ciphertextHash()).isEqualTo(create.ciphertextHash());
        assertThat(delete).doesNotHaveToString(create.toString()).isNotEqualTo(create);
    }

    @Test
    void shouldBuildTheVectorsCore_whenGivenItsFields() {
        var create = AssetManifest.decode(CREATE);

        var built = new AssetManifestBuilder(
                        Action.CREATE,
                        create.assetId(),
                        create.albumId(),
                        new dev.capsule.protocol.id.ProtocolVersion(create.protocolVersion()))
                .epoch(1)
                .content(create.ciphertextHash(), create.plaintextSize(), create.noncePrefix())
                .metadata(create.metadataBlobHash().orElseThrow())
                .author(create.user(), create.device(), create.clientVersion(), create.timestamp())
                .sign(Vectors.signer("dsk"), Vectors.signer("write_tier"));

        assertThat(built.signed().core()).isEqualTo(Vectors.hex("manifest_create", "core"));
        built.verifyDevice(Vectors.publicKey("dsk"));
        built.verifyWriter(Vectors.publicKey("write_tier"));
    }

    static List<Map.Entry<Integer, Cbor>> wrongFields() {
        return List.of(
                Map.entry(0, Cbor.of("asset-manifest/v2")),
                Map.entry(0, Cbor.of("derivative-manifest/v1")),
                Map.entry(0, Cbor.of(1)),
                Map.entry(1, Cbor.of(-1)),
                Map.entry(1, Cbor.of(0x1_0000)),
                Map.entry(1, Cbor.of("1")),
                Map.entry(2, Cbor.of("2026-05-311")),
                Map.entry(2, Cbor.of(20260531)),
                Map.entry(3, Cbor.of(new byte[15])),
                Map.entry(3, Cbor.of(new byte[17])),
                Map.entry(3, Cbor.of(AlbumId.generate())),
                Map.entry(3, Cbor.of("0190aabb-ccdd-7eee-8fff-001122334455")),
                Map.entry(4, Cbor.of(new byte[15])),
                Map.entry(5, Cbor.of(0)),
                Map.entry(5, Cbor.of(-1)),
                Map.entry(5, Cbor.of(0x1_0000_0000L)),
                Map.entry(6, Cbor.of(new byte[65])),
                Map.entry(6, Cbor.of("hash")),
                Map.entry(7, Cbor.of(new byte[65])),
                Map.entry(8, Cbor.of(-1)),
                Map.entry(8, Cbor.of(StreamCipher.MAX_PLAINTEXT + 1)),
                Map.entry(8, new Cbor.FloatingPoint(14)),
                Map.entry(9, Cbor.of(65_536)),
                Map.entry(10, Cbor.of(new byte[6])),
                Map.entry(10, Cbor.of(new byte[8])),
                Map.entry(11, Cbor.of("wrapped")),
                Map.entry(12, Cbor.of(new byte[60])),
                Map.entry(13, Cbor.of(AssetId.generate())),
                Map.entry(14, Cbor.of(AssetId.generate())),
                Map.entry(15, Cbor.of("x".repeat(65))),
                Map.entry(15, Cbor.of("é".repeat(33))),
                Map.entry(16, Cbor.of("x".repeat(65))),
                Map.entry(16, Cbor.of(1)),
                Map.entry(17, Cbor.of("derivative-add")),
                Map.entry(17, Cbor.of("delete")),
                Map.entry(17, Cbor.of("trash-restore")),
                Map.entry(18, Cbor.of(new byte[32])),
                Map.entry(19, Cbor.of("2026-07-01T00:00:00.000Z")));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("wrongFields")
    void shouldBeMalformed_whenAFieldIsWrong(Map.Entry<Integer, Cbor> wrong) {
        assertRefused(
                ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(create(wrong.getKey(), wrong.getValue())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17})
    void shouldBeMalformed_whenARequiredFieldIsMissing(int key) {
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(create(key, null)));
    }

    @ParameterizedTest
    @CsvSource({"7, 00", "18, ", "19, "})
    void shouldBeMalformed_whenADeleteHasOrLacksAField(int key, @Nullable String present) {
        var value = present == null ? null : Cbor.of(new byte[32]);
        byte[] changed = Manifests.with(
                DELETE, SignedType.ASSET_MANIFEST, key, value, Vectors.signer("dsk"), Vectors.signer("write_tier"));

        if (key == 18) {
            // A missing link has a code of its own, which the gate gives where it reads the chain.
            assertThat(AssetManifest.decode(changed).priorHash()).isEmpty();
        } else {
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(changed));
        }
    }

    @Test
    void shouldRefuseWithItsOwnCode_whenAFieldHasOne() {
        assertCode(ReasonCode.HASH_LENGTH, 6, Cbor.of(new byte[31]), AssetManifest::ciphertextHash);
        assertCode(ReasonCode.HASH_LENGTH, 6, Cbor.of(new byte[0]), AssetManifest::ciphertextHash);
        assertCode(ReasonCode.HASH_LENGTH, 7, Cbor.of(new byte[33]), AssetManifest::metadataBlobHash);
        assertCode(ReasonCode.KEY_MODE_UNKNOWN, 11, Cbor.of("escrowed"), AssetManifest::keyMode);
        assertCode(ReasonCode.ACTION_UNKNOWN, 17, Cbor.of("purge"), AssetManifest::action);
        for (String time : List.of(
                "2026-06-01T10:00:00Z",
                "2026-02-30T10:00:00.000Z",
                "now",
                "",
                "2026-06-01T24:00:00.000Z",
                "2026-06-30T23:59:60.000Z",
                "2026-06-01t10:00:00.000z",
                "+026-06-01T10:00:00.000Z",
                "2026-06-01T10:00:00.0000Z")) {
            assertCode(ReasonCode.TIMESTAMP_MALFORMED, 16, Cbor.of(time), AssetManifest::timestamp);
        }
    }

    @Test
    void shouldTakeTheBounds_whenFieldsAreExactlyThere() {
        assertThat(AssetManifest.decode(create(15, Cbor.of("x".repeat(64)))).clientVersion())
                .hasSize(64);
        assertThat(AssetManifest.decode(create(5, Cbor.of(0xffff_ffffL))).amkVersion())
                .isEqualTo(0xffff_ffffL);
        assertThat(AssetManifest.decode(create(8, Cbor.of(StreamCipher.MAX_PLAINTEXT)))
                        .plaintextSize())
                .isEqualTo(StreamCipher.MAX_PLAINTEXT);
        assertThat(AssetManifest.decode(create(8, Cbor.of(0))).plaintextSize()).isZero();
        assertThat(AssetManifest.decode(create(1, Cbor.of(0xffff))).suite()).isEqualTo(0xffff);
    }

    @Test
    void shouldTakeAWrappedKey_whenModeAndLengthFit() {
        var changes = new HashMap<Cbor, @Nullable Cbor>();
        changes.put(Cbor.of(11), Cbor.of("wrapped"));
        changes.put(Cbor.of(12), Cbor.of(new byte[60]));
        assertThat(AssetManifest.decode(create(changes)).wrappedFileKey()).contains(Bytes.of(new byte[60]));

        for (int length : new int[] {0, 59, 61}) {
            changes.put(Cbor.of(12), Cbor.of(new byte[length]));
            byte[] wrong = create(changes);
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(wrong));
        }
    }

    @Test
    void shouldTake16KiBAndNoMore_whenExtensionsFill() {
        int room = AssetManifest.MAX_BYTES - CREATE.length;
        // Key 0x18 0x20 and the head 0x59 xx xx of the bytes take five of them.
        byte[] full = create(32, Cbor.of(new byte[room - 5]));
        byte[] over = create(32, Cbor.of(new byte[room - 4]));

        assertThat(full).hasSize(AssetManifest.MAX_BYTES);
        assertThatCode(() -> AssetManifest.decode(full)).doesNotThrowAnyException();
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(over));
    }

    @Test
    void shouldTake64UnknownKeysAndNoMore_whenExtended() {
        var changes = new HashMap<Cbor, @Nullable Cbor>();
        for (int i = 0; i < 64; i++) {
            changes.put(Cbor.of(32 + i), Cbor.of(i));
        }
        assertThatCode(() -> AssetManifest.decode(create(changes))).doesNotThrowAnyException();
        changes.put(Cbor.of("one more"), Cbor.of(true));
        byte[] over = create(changes);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(over));
    }

    @Test
    void shouldKeepAndSignUnknownKeys_whenExtended() {
        var inner = new CborMapBuilder()
                .put(Cbor.of("deep"), Cbor.array(Cbor.of(true)))
                .build();
        var changes = new HashMap<Cbor, @Nullable Cbor>();
        changes.put(Cbor.of(32), inner);
        changes.put(Cbor.of(-1), Cbor.of("x"));
        changes.put(Cbor.of("vendor"), Cbor.of(7));
        byte[] extended = create(changes);

        var manifest = AssetManifest.decode(extended);

        assertThat(manifest.encoded().toArray()).isEqualTo(extended);
        manifest.verifyDevice(Vectors.publicKey("dsk"));
        manifest.verifyWriter(Vectors.publicKey("write_tier"));
        assertThat(manifest.signed().fields().unknown(AssetManifest.KEYS)).hasSize(3);
        byte[] added = Manifests.rebuilt(extended, map -> map.put(Cbor.of("vendor2"), Cbor.of(7)));
        assertThatThrownBy(() -> AssetManifest.decode(added).verifyDevice(Vectors.publicKey("dsk")))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldBeMalformed_whenASignatureIsMissingOrMisshapen() {
        byte[] one = SignedMap.sign(
                SignedType.ASSET_MANIFEST, Manifests.core(CREATE, Map.of()), Vectors.signer("dsk"), null);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(one));
        var core = new CborMapBuilder().putAll(Manifests.core(CREATE, Map.of()).entries());
        byte[] shapeless = core.put(30, Cbor.of(1)).put(31, Cbor.of(1)).encode();
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> AssetManifest.decode(shapeless));
    }

    @Test
    void shouldCarryTheContentAlong_whenAnActionBringsNone() {
        var create = AssetManifest.decode(CREATE);
        var restore = new AssetManifestBuilder(
                        Action.TRASH_RESTORE,
                        create.assetId(),
                        create.albumId(),
                        dev.capsule.protocol.id.ProtocolVersion.CURRENT)
                .epoch(2)
                .contentOf(create)
                .author(create.user(), create.device(), "test/1", Timestamp.ofEpochMilli(1_780_000_000_000L))
                .prior(create.hash())
                .sign(Vectors.signer("dsk"), Vectors.signer("write_tier"));

        assertThat(restore.ciphertextHash()).isEqualTo(create.ciphertextHash());
        assertThat(restore.plaintextSize()).isEqualTo(create.plaintextSize());
        assertThat(restore.noncePrefix()).isEqualTo(create.noncePrefix());
        assertThat(restore.keyMode()).isEqualTo(create.keyMode());
        assertThat(restore.priorHash()).contains(create.hash());
    }

    private static byte[] create(long key, @Nullable Cbor value) {
        var changes = new HashMap<Cbor, @Nullable Cbor>();
        changes.put(Cbor.of(key), value);
        return create(changes);
    }

    private static byte[] create(Map<Cbor, @Nullable Cbor> changes) {
        return SignedMap.sign(
                SignedType.ASSET_MANIFEST,
                Manifests.core(CREATE, changes),
                Vectors.signer("dsk"),
                Vectors.signer("write_tier"));
    }

    private static void assertCode(ReasonCode code, long key, Cbor value, Function<AssetManifest, Object> read) {
        var manifest = AssetManifest.decode(create(key, value));
        assertRefused(code, () -> read.apply(manifest));
    }

    private static void assertRefused(ReasonCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(RefusalException.class))
                .extracting(RefusalException::code)
                .isEqualTo(code);
    }
}
