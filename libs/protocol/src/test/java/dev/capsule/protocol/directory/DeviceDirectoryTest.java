package dev.capsule.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.vectors.Manifests;
import dev.capsule.protocol.vectors.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DeviceDirectoryTest {
    private static final Timestamp AT = Timestamp.ofEpochMilli(1_780_000_000_000L);
    private static final HybridSigner IDENTITY = Vectors.signer("ik");
    private static final UserId USER = UserId.generate();
    private static final DeviceEntry PHONE = entry(Vectors.signer("dsk"));
    private static final DeviceEntry LAPTOP = entry(Vectors.signer(41, 42));

    private static DeviceEntry entry(HybridSigner device) {
        return DeviceEntry.sign(
                USER, DeviceId.generate(), device.publicKey(), Bytes.of(new byte[256]), AT, Optional.empty(), IDENTITY);
    }

    private static DeviceDirectory directory(long version, DeviceEntry... devices) {
        return DeviceDirectory.sign(USER, version, AT, List.of(devices), IDENTITY);
    }

    @Test
    void shouldMatchTheVector_whenDecoded() {
        byte[] signed = Vectors.hex("device_directory", "signed");

        var directory = DeviceDirectory.decode(signed);

        directory.verify();
        assertThat(directory.encoded().toArray()).isEqualTo(signed);
        byte[] core = dev.capsule.protocol.cbor.CborEncoder.encode(Manifests.core(signed, Map.of()));
        assertThat(Sha256.hash(core).bytes()).isEqualTo(Vectors.hex("device_directory", "core_sha256"));
        assertThat(Sha256.hash(SignedType.DEVICE_DIRECTORY.message(core)).bytes())
                .isEqualTo(Vectors.hex("device_directory", "signing_input_sha256"));
        assertThat(directory.user()).isEqualTo(UserId.parse("22222222-2222-4222-8222-222222222222"));
        assertThat(directory.version()).isEqualTo(1);
        assertThat(directory.identityKey()).isEqualTo(Vectors.publicKey("ik"));
        assertThat(directory.devices()).singleElement().satisfies(entry -> {
            assertThat(entry.signingKey()).isEqualTo(Vectors.publicKey("dsk"));
            assertThat(entry.deviceId()).isEqualTo(DeviceId.parse("11111111-1111-4111-8111-111111111111"));
            assertThat(entry.revokedAt()).isEmpty();
            entry.verify(directory.user(), directory.identityKey());
        });
    }

    @Test
    void shouldAllowTheSameEntry_whenItIsSignedAnew() {
        var before = directory(1, PHONE);
        var signedAnew = new DeviceEntry(
                PHONE.deviceId(),
                PHONE.signingKey(),
                PHONE.keyPackageRef(),
                PHONE.addedAt(),
                PHONE.revokedAt(),
                LAPTOP.signedByMaster(),
                PHONE.dekPublic(),
                PHONE.extensions());

        assertThat(before.allows(directory(2, signedAnew))).isTrue();
        // what the new signature is worth is another question
        assertThatThrownBy(directory(2, signedAnew)::verify).isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldRevokeWithoutANewEntrySignature_whenADeviceIsLost() {
        var before = directory(1, PHONE, LAPTOP);
        var after = directory(2, PHONE.revoked(AT), LAPTOP);

        after.verify();
        assertThat(before.allows(after)).isTrue();
        assertThat(after.allows(before)).isFalse();
        assertThat(after.device(PHONE.deviceId()).orElseThrow().signedByMaster())
                .isEqualTo(PHONE.signedByMaster());
    }

    @Test
    void shouldAllowOnlyGrowth_whenAnEntryChanges() {
        var before = directory(1, PHONE.revoked(AT));
        var later = Timestamp.ofEpochMilli(AT.instant().toEpochMilli() + 1);
        var otherKey = new DeviceEntry(
                PHONE.deviceId(),
                LAPTOP.signingKey(),
                PHONE.keyPackageRef(),
                PHONE.addedAt(),
                Optional.of(AT),
                PHONE.signedByMaster(),
                PHONE.dekPublic(),
                PHONE.extensions());

        assertThat(before.allows(directory(2, PHONE.revoked(AT)))).isTrue();
        assertThat(before.allows(directory(2, PHONE.revoked(AT), LAPTOP))).isTrue();
        assertThat(before.allows(directory(2, LAPTOP))).isFalse();
        assertThat(before.allows(directory(2, PHONE))).isFalse();
        assertThat(before.allows(directory(2, PHONE.revoked(later)))).isFalse();
        assertThat(before.allows(directory(2, otherKey))).isFalse();
        var stranger = Vectors.signer(51, 52);
        assertThat(before.allows(DeviceDirectory.sign(USER, 2, AT, List.of(PHONE.revoked(AT)), stranger)))
                .isFalse();
    }

    @Test
    void shouldNotVerify_whenAnEntryWasSignedForAnotherUserOrByAnotherKey() {
        var foreign = DeviceEntry.sign(
                UserId.generate(),
                DeviceId.generate(),
                PHONE.signingKey(),
                Bytes.EMPTY,
                AT,
                Optional.empty(),
                IDENTITY);
        var selfMade = DeviceEntry.sign(
                USER,
                DeviceId.generate(),
                PHONE.signingKey(),
                Bytes.EMPTY,
                AT,
                Optional.empty(),
                Vectors.signer("dsk"));

        assertThatThrownBy(() -> directory(1, foreign).verify()).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> directory(1, PHONE, selfMade).verify()).isInstanceOf(SignatureException.class);
        directory(1, PHONE).verify();
    }

    /** Every entry is sound by itself: only the signature over all of them says which there are, and of which version. */
    @Test
    void shouldNotVerify_whenTheIdentityKeyDidNotSignTheWhole() {
        var good = directory(1, PHONE, LAPTOP);
        byte[] byAnother = Manifests.with(
                good.encoded().toArray(), SignedType.DEVICE_DIRECTORY, 1, Cbor.of(1), Vectors.signer(51, 52), null);
        byte[] newer = Manifests.replaced(good.encoded().toArray(), 1, Cbor.of(2));
        byte[] withoutLaptop = Manifests.replaced(good.encoded().toArray(), 3, Cbor.array(PHONE.toCbor()));

        good.verify();
        for (byte[] wrong : List.of(byAnother, newer, withoutLaptop)) {
            assertThatThrownBy(DeviceDirectory.decode(wrong)::verify).isInstanceOf(SignatureException.class);
        }
    }

    @Test
    void shouldKeepUnknownKeysOfAnEntry_whenALaterClientWroteThem() {
        byte[] extended = changed(directory(1, PHONE), entry -> entry.put(32, "new"));
        var before = DeviceDirectory.decode(extended);

        before.verify();
        var rewritten = DeviceDirectory.sign(USER, 2, AT, before.devices(), IDENTITY);
        assertThat(rewritten.devices()).isEqualTo(before.devices());
        assertThat(before.allows(rewritten)).isTrue();
        assertThat(before.allows(directory(2, PHONE)))
                .as("an extension may not vanish")
                .isFalse();
    }

    @Test
    void shouldBeMalformed_whenEntriesOrFieldsAreWrong() {
        var good = directory(1, PHONE);
        assertMalformed(() -> directory(1, PHONE, PHONE));
        assertMalformed(() -> DeviceDirectory.decode(with(good, 3, Cbor.of(1))));
        assertMalformed(() -> DeviceDirectory.decode(with(good, 1, Cbor.of(-1))));
        assertMalformed(() -> DeviceDirectory.decode(with(good, 4, Cbor.of(new byte[32]))));
        assertMalformed(() -> DeviceDirectory.decode(changed(good, entry -> entry.put(31, Cbor.of(1)))));
        assertMalformed(() -> DeviceDirectory.decode(changed(good, entry -> entry.put(7, Cbor.of(new byte[1215])))));
        assertMalformed(() -> DeviceDirectory.decode(changed(good, entry -> entry.put(5, Cbor.of("yesterday")))));
        byte[] unsigned = Manifests.rebuilt(good.encoded().toArray(), map -> map.put(31, Cbor.of(new byte[1])));
        assertMalformed(() -> DeviceDirectory.decode(unsigned));
    }

    @Test
    void shouldBeMalformed_whenUnsorted() {
        var good = directory(1, PHONE, LAPTOP);
        var items = new ArrayList<>(((Cbor.Array)
                        CborMap.decode(good.encoded().toArray(), dev.capsule.protocol.cbor.CborLimits.ofBytes(1 << 20))
                                .get(3))
                .items());
        assertMalformed(() -> DeviceDirectory.decode(with(good, 3, Cbor.array(items.reversed()))));
    }

    @Test
    void shouldTake512DevicesAndNoMore_whenManyAreAdded() {
        var devices = new ArrayList<DeviceEntry>();
        for (int i = 0; i < DeviceDirectory.MAX_DEVICES; i++) {
            devices.add(new DeviceEntry(
                    DeviceId.generate(),
                    PHONE.signingKey(),
                    PHONE.keyPackageRef(),
                    AT,
                    Optional.empty(),
                    PHONE.signedByMaster(),
                    Optional.of(Bytes.of(new byte[1216])),
                    List.of()));
        }
        assertThat(directory(1, devices.toArray(new DeviceEntry[0])).devices()).hasSize(512);
        devices.add(PHONE);
        assertMalformed(() -> directory(1, devices.toArray(new DeviceEntry[0])));
    }

    private static byte[] with(DeviceDirectory directory, long key, Cbor value) {
        return Manifests.with(directory.encoded().toArray(), SignedType.DEVICE_DIRECTORY, key, value, IDENTITY, null);
    }

    /** The directory with its first entry changed, signed again. */
    private static byte[] changed(DeviceDirectory directory, Consumer<CborMapBuilder> change) {
        var entry = new CborMapBuilder();
        entry.putAll(((Cbor.MapItem) directory.devices().getFirst().toCbor()).entries());
        change.accept(entry);
        return with(directory, 3, Cbor.array(entry.build()));
    }

    private static void assertMalformed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusalException.class, e -> assertThat(e.code())
                .isEqualTo(ReasonCode.MANIFEST_MALFORMED));
    }
}
