package dev.capsule.validation.lifecycle;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One defect at a time in a delete that would be taken without it: its code, its status, and no state. */
@QuarkusTest
class RefusalTest extends ServiceTest {
    private Person alice;
    private Album album;
    private Asset asset;
    private AssetManifest delete;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
        asset = Asset.committed(album);
        delete = asset.draft(Action.DELETE, TestClock.now()).manifest();
    }

    @Test
    void shouldRefuse_whenTheVersionIsNotThatOfTheHeader() {
        edited(ReasonCode.PROTOCOL_HEADER_MISMATCH, edit -> edit.set(2, Cbor.of("2026-05-30")));
    }

    @Test
    void shouldRefuse_whenTheSuiteIsUnknown() {
        edited(ReasonCode.UNKNOWN_CRYPTO_SUITE, edit -> edit.set(1, Cbor.of(0x7777)));
        edited(ReasonCode.UNKNOWN_CRYPTO_SUITE, edit -> edit.set(1, Cbor.of(0)));
    }

    @Test
    void shouldRefuse_whenAHashHasAnotherLength() {
        edited(ReasonCode.HASH_LENGTH, edit -> edit.set(6, Cbor.of(new byte[31])));
        edited(ReasonCode.HASH_LENGTH, edit -> edit.set(18, Cbor.of(new byte[33])));
    }

    @Test
    void shouldRefuse_whenTheKeyModeIsUnknownOrWrapped() {
        edited(ReasonCode.KEY_MODE_UNKNOWN, edit -> edit.set(11, Cbor.of("escrowed")));
        edited(ReasonCode.WRAPPED_KEY_INVALID, edit -> edit.set(11, Cbor.of("wrapped"))
                .set(12, Cbor.of(new byte[60])));
        var create = Asset.in(album).create().manifest();
        refused(
                ReasonCode.WRAPPED_KEY_INVALID,
                Edit.of(create)
                        .set(11, Cbor.of("wrapped"))
                        .set(12, Cbor.of(new byte[60]))
                        .signed(alice.deviceKey(), album.writeTier(1)));
    }

    @Test
    void shouldRefuse_whenTheStructureIsWrong() {
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(9, Cbor.of(65536)));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(5, Cbor.of(0)));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.remove(19));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(7, Cbor.of(new byte[32])));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(15, Cbor.of("x".repeat(65))));
        refused(ReasonCode.MANIFEST_MALFORMED, new byte[0]);
        byte[] trailing =
                Arrays.copyOf(delete.encoded().toArray(), delete.encoded().length() + 1);
        refused(ReasonCode.MANIFEST_MALFORMED, trailing);
        refused(ReasonCode.BODY_TOO_LARGE, new byte[AssetManifest.MAX_BYTES + 1]);
    }

    @Test
    void shouldRefuse_whenTheRetentionIsOutOfBounds() {
        var at = TestClock.now();
        edited(
                ReasonCode.MANIFEST_MALFORMED,
                edit -> edit.set(19, Cbor.of(new Timestamp(at.minus(Duration.ofHours(1))).toString())));
        edited(
                ReasonCode.MANIFEST_MALFORMED,
                edit -> edit.set(19, Cbor.of(new Timestamp(at.plus(Duration.ofDays(3655))).toString())));
    }

    @Test
    void shouldRefuse_whenTheAlbumIsNotWritable() {
        edited(ReasonCode.ALBUM_NOT_WRITABLE, edit -> edit.set(4, Cbor.of(AlbumId.generate())));

        var bob = Person.named("bob").published();
        var shared = Album.of(alice, Album.reader(bob)).created();
        var theirs = Asset.in(shared, bob);
        Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE, () -> theirs.post(theirs.create().manifest()));
        var carol = Person.named("carol").published();
        var foreign = Asset.in(shared, carol);
        Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE,
                () -> foreign.post(foreign.create().manifest()));
    }

    @Test
    void shouldRefuse_whenThePinIsAnother() {
        Tables.execute("alter table album disable trigger append_only");
        Tables.execute("update album set pin = '2025-01-01' where album_id = '" + album.id + "'");
        Tables.execute("alter table album enable always trigger append_only");

        refused(ReasonCode.ALBUM_PIN_MISMATCH, delete.encoded().toArray());
    }

    @Test
    void shouldRefuse_whenTheAlbumIsFrozen() {
        Tables.execute("update album_state set frozen = true where album_id = '" + album.id + "'");

        refused(ReasonCode.ALBUM_FROZEN, delete.encoded().toArray());
    }

    @Test
    void shouldRefuse_whenTheCreatorIsAnother() {
        edited(ReasonCode.CREATOR_MISMATCH, edit -> edit.set(13, Cbor.of(UserId.generate())));
    }

    @Test
    void shouldRefuse_whenTheDeviceIsUnknown() {
        edited(ReasonCode.DEVICE_UNKNOWN, edit -> edit.set(14, Cbor.of(DeviceId.generate())));
    }

    @Test
    void shouldRefuse_whenTheDeviceWasAddedLater_andTakeAnEqualTime() {
        var before = new Timestamp(TestClock.now().minus(Duration.ofDays(10)));
        var younger = new Person("younger", alice.host(), UserId.generate(), DeviceId.generate(), before).published();
        var own = Album.of(younger).created();
        var early = Asset.in(own, younger);

        Expect.refused(
                ReasonCode.DEVICE_ADDED_AFTER,
                () -> early.post(early.draft(Action.CREATE, before.instant().minusMillis(1))
                        .manifest()));
        early.commit(early.draft(Action.CREATE, before.instant()));
    }

    @Test
    void shouldRefuse_whenTheDeviceIsRevoked() {
        var revoked = alice.directory(2, alice.entry().revoked(new Timestamp(TestClock.now())));
        Api.put(alice, "/directories/" + alice.user(), revoked.encoded().toArray())
                .then()
                .statusCode(201);

        refused(ReasonCode.DEVICE_REVOKED, delete.encoded().toArray());
    }

    @Test
    void shouldRefuse_whenOneHalfOfASignatureIsBroken() {
        for (int half = 0; half < 2; half++) {
            refused(
                    ReasonCode.DEVICE_SIG_INVALID,
                    Edit.of(delete).breakSignature(30, half).unsigned());
            refused(
                    ReasonCode.WRITE_SIG_INVALID,
                    Edit.of(delete).breakSignature(31, half).unsigned());
        }
    }

    @Test
    void shouldRefuse_whenSignedByTheWrongKeys() {
        refused(ReasonCode.DEVICE_SIG_INVALID, signed(Signers.named("mallory"), album.writeTier(1)));
        refused(ReasonCode.WRITE_SIG_INVALID, signed(alice.deviceKey(), Signers.named("mallory")));
        refused(ReasonCode.WRITE_SIG_INVALID, signed(alice.deviceKey(), alice.deviceKey()));
        refused(
                ReasonCode.DEVICE_SIG_INVALID,
                Edit.of(delete).set(40, Cbor.of("added later")).unsigned());
    }

    @Test
    void shouldRefuse_whenATimestampIsMalformed() {
        edited(ReasonCode.TIMESTAMP_MALFORMED, edit -> edit.set(16, Cbor.of("2026-06-10 00:00:00")));
        edited(ReasonCode.TIMESTAMP_MALFORMED, edit -> edit.set(19, Cbor.of("tomorrow")));
    }

    @Test
    void shouldRefuse_whenTheTimestampIsFarFromTheClock() {
        refused(ReasonCode.TIMESTAMP_DRIFT, at(Duration.ofDays(-30).minusMinutes(1)));
        refused(ReasonCode.TIMESTAMP_DRIFT, at(Duration.ofDays(30).plusMinutes(1)));
        refused(ReasonCode.TIMESTAMP_DRIFT, at(Duration.ofDays(26_000)));
    }

    @Test
    void shouldTake_whenTheTimestampIsJustInside() {
        Api.post(alice, "/manifests", at(Duration.ofDays(30).minusMinutes(1)))
                .then()
                .statusCode(201);
    }

    @Test
    void shouldRefuse_whenTheActionIsUnknown() {
        edited(ReasonCode.ACTION_UNKNOWN, edit -> edit.set(17, Cbor.of("purge")));
    }

    @Test
    void shouldRefuse_whenThePriorHashIsMissing() {
        edited(ReasonCode.PRIOR_HASH_REQUIRED, edit -> edit.remove(18));
    }

    @Test
    void shouldRefuse_whenContentFieldsAreNotCopied() {
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(6, Cbor.of(new byte[32])));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(8, Cbor.of(7)));
        edited(ReasonCode.MANIFEST_MALFORMED, edit -> edit.set(10, Cbor.of(new byte[] {1, 1, 1, 1, 1, 1, 1})));
    }

    @Test
    void shouldRefuse_whenTheEpochIsNotAttested() {
        edited(ReasonCode.AMK_VERSION_UNATTESTED, edit -> edit.set(5, Cbor.of(2)));
    }

    @Test
    void shouldRefuse_whenTheEpochIsBelowTheHighestAcceptedOrTheFloor() {
        album.attest(EpochOp.ROTATE, false, new Member(alice.user(), MemberRole.ADMIN));
        var other = Asset.committed(album);
        refused(ReasonCode.AMK_VERSION_REGRESSED, delete.encoded().toArray());

        var fresh = Album.of(alice).created();
        var first = Asset.committed(fresh);
        var old = first.draft(Action.DELETE, TestClock.now()).manifest();
        fresh.attest(EpochOp.REKEY, true, Album.administrator(alice));
        refused(ReasonCode.AMK_VERSION_REGRESSED, old.encoded().toArray());
        other.write(Action.DELETE);
    }

    private byte[] at(Duration offset) {
        var moment = TestClock.now().plus(offset);
        return asset.draft(Action.DELETE, moment).manifest().encoded().toArray();
    }

    private byte[] signed(HybridSigner device, HybridSigner writer) {
        return Edit.of(delete).signed(device, writer);
    }

    private void edited(ReasonCode code, UnaryOperator<Edit> edit) {
        refused(code, edit.apply(Edit.of(delete)).signed(alice.deviceKey(), album.writeTier(1)));
    }

    private void refused(ReasonCode code, byte[] manifest) {
        Expect.refused(code, () -> Api.post(alice, "/manifests", manifest));
    }
}
