package dev.capsule.validation.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.internal.PeerRecordsReply.Answer;
import dev.capsule.protocol.internal.PeerRecordsRequest.PeerRecord;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.body.Base64Url;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Peer;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An album of alice lives on another server; bob is a member here. */
@QuarkusTest
class PeerRecordsTest extends ServiceTest {
    private Person alice;
    private Person bob;
    private Album album;
    private Asset asset;

    @BeforeEach
    void create() {
        alice = Person.on(Peer.HOME, "alice").published();
        bob = Person.on(Peer.HERE, "bob").published();
        album = Album.of(alice, Album.reader(bob)).created();
        asset = Asset.in(album);
    }

    @Test
    void shouldTakeAWholeChain_howeverOldItIs() {
        Peer.learn(album, alice);
        var create = next(Action.CREATE, 59);
        var update = asset.draft(Action.METADATA_UPDATE, daysAgo(40));
        asset.chain.add(update.manifest());
        var delete = next(Action.DELETE, 35);
        var restore = next(Action.TRASH_RESTORE, 34);

        var answers = Peer.send(
                Peer.past(create),
                new PeerRecord(update.manifest().encoded(), false, update.blobs(), update.metadata()),
                Peer.past(delete),
                Peer.current(restore));

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Accepted.class));
        assertThat(answers)
                .extracting(answer -> ((Answer.Accepted) answer).manifestHash())
                .containsExactlyElementsOf(
                        asset.chain.stream().map(AssetManifest::hash).toList());
        var feed = Api.get(bob, "/sync").jsonPath();
        assertThat(feed.<String>getList("entries.asset_id")).containsExactly(asset.id.toString());
        assertThat(feed.getString("entries[0].change_kind")).isEqualTo("restored");
        assertThat(feed.<String>getList("entries[0].blobs.hash"))
                .containsExactly(update.blobs().getFirst().hash().hex());
        assertThat(Api.get(bob, "/assets/" + asset.id + "/provenance").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldAnnounceTheBlobsItCaches_andNoOthers() {
        Peer.learn(album, alice);
        var draft = asset.draft(Action.CREATE, daysAgo(50));
        var other = Asset.in(album);
        var uncached = other.draft(Action.CREATE, daysAgo(50));

        Peer.send(Peer.current(draft), Peer.current(uncached.manifest()));

        assertThat(Bus.committed(draft.manifest().hash()).added()).isEqualTo(draft.blobs());
        assertThat(Bus.committed(uncached.manifest().hash()).added()).isEmpty();
        asset.chain.add(draft.manifest());
        var replace = next(Action.REPLACE, 1);
        Peer.send(Peer.current(replace));
        var event = Bus.committed(replace.hash());
        assertThat(event.change()).isEqualTo(ChangeKind.REPLACED);
        assertThat(event.released())
                .extracting(BlobRef::hash)
                .containsExactlyElementsOf(
                        draft.blobs().stream().map(BlobRef::hash).toList());
    }

    /** Never the blob of an older record beside a newer one. */
    @Test
    void shouldShowTheMetadataOfTheHead_orNone() {
        Peer.learn(album, alice);
        var create = asset.draft(Action.CREATE, daysAgo(50));
        asset.chain.add(create.manifest());
        accepted(new PeerRecord(create.manifest().encoded(), true, List.of(), create.metadata()));
        assertThat(Api.get(bob, "/sync").jsonPath().getString("entries[0].metadata_blob"))
                .isEqualTo(Base64Url.encode(create.metadata().orElseThrow().toArray()));
        accepted(Peer.current(next(Action.METADATA_UPDATE, 40)));

        var feed = Api.get(bob, "/sync").jsonPath();
        assertThat(feed.getString("entries[0].change_kind")).isEqualTo("metadata-updated");
        assertThat(feed.getString("entries[0].metadata_blob")).isNull();
        assertThat(feed.getList("entries[0].blobs")).isEmpty();
    }

    @Test
    void shouldShowTheMetadataOfTheLast_whenOneRequestBringsSeveral() {
        Peer.learn(album, alice);
        var create = asset.draft(Action.CREATE, daysAgo(50));
        asset.chain.add(create.manifest());
        var update = asset.draft(Action.METADATA_UPDATE, daysAgo(40));

        Peer.send(
                new PeerRecord(create.manifest().encoded(), false, List.of(), create.metadata()),
                new PeerRecord(update.manifest().encoded(), true, List.of(), update.metadata()));

        assertThat(Api.get(bob, "/sync").jsonPath().getString("entries[0].metadata_blob"))
                .isEqualTo(Base64Url.encode(update.metadata().orElseThrow().toArray()));
    }

    @Test
    void shouldAnswerTheSameAgain_whenAPageIsPulledTwice() {
        Peer.learn(album, alice);
        var page = new PeerRecord[] {
            Peer.past(next(Action.CREATE, 50)), Peer.past(next(Action.DELETE, 40)), Peer.current(next(Action.DELETE, 1))
        };
        var first = Peer.send(page);
        var before = Tables.snapshot();

        var again = Peer.send(page);

        assertThat(Tables.snapshot()).isEqualTo(before);
        for (int i = 0; i < page.length; i++) {
            var accepted = (Answer.Accepted) first.get(i);
            assertThat(again.get(i))
                    .isEqualTo(
                            new Answer.Duplicate(accepted.manifestHash(), accepted.syncSeq(), accepted.receivedAt()));
        }
    }

    /** Scenario 4, T3. */
    @Test
    void shouldSoftFail_whenThePeerOffersAnAncestorOfTheHead() {
        Peer.learn(album, alice);
        var create = next(Action.CREATE, 50);
        var update = next(Action.METADATA_UPDATE, 40);
        var delete = next(Action.DELETE, 30);
        Peer.send(Peer.past(create), Peer.past(update), Peer.current(delete));
        var feed = Api.get(bob, "/sync").jsonPath().getList("entries");

        refused(ReasonCode.STALE_REVIVAL, Peer.current(update));
        refused(ReasonCode.STALE_REVIVAL, Peer.current(create));
        asset.chain.removeLast();
        refused(ReasonCode.STALE_REVIVAL, Peer.current(next(Action.METADATA_UPDATE, 20)));

        assertThat(Api.get(bob, "/sync").jsonPath().getList("entries")).isEqualTo(feed);
    }

    @Test
    void shouldSoftFail_whenThePeerOffersAnOldThumbnailAsTheHead() {
        Peer.learn(album, alice);
        accepted(Peer.current(next(Action.CREATE, 50)));
        var first = Derivatives.thumbnail(asset, "image/webp", null);
        var second = Derivatives.thumbnail(asset, "image/webp", first.hash());
        accepted(Peer.current(first));
        accepted(Peer.current(second));

        refused(ReasonCode.STALE_REVIVAL, Peer.current(first));
        assertThat(Peer.send(Peer.past(first))).singleElement().isInstanceOf(Answer.Duplicate.class);
    }

    /** Scenario 20. */
    @Test
    void shouldApplyTheRest_whenOneRecordIsOfAnUnlistedDevice() {
        Peer.learn(album, alice);
        var unlisted = asset.by(new Person("alice", alice.host(), alice.user(), DeviceId.generate(), alice.addedAt()));
        var bad = unlisted.draft(Action.CREATE, daysAgo(3)).manifest();
        asset.chain.add(bad);
        var good = Asset.in(album).draft(Action.CREATE, daysAgo(3)).manifest();

        var answers = Peer.send(
                Peer.past(bad),
                Peer.past(next(Action.DELETE, 2)),
                Peer.current(next(Action.TRASH_RESTORE, 1)),
                Peer.current(good));

        assertThat(answers.get(0))
                .isEqualTo(new Answer.Refused(ReasonCode.DEVICE_UNKNOWN, title(ReasonCode.DEVICE_UNKNOWN)));
        assertThat(answers.get(1)).isEqualTo(new Answer.Held(0));
        assertThat(answers.get(2)).isEqualTo(new Answer.Held(1));
        assertThat(answers.get(3)).isInstanceOf(Answer.Accepted.class);
        assertThat(Api.get(bob, "/sync").jsonPath().<String>getList("entries.asset_id"))
                .containsExactly(good.assetId().toString());
    }

    @Test
    void shouldApplyWhatCameBefore_whenTheLastOfARequestIsBad() {
        Peer.learn(album, alice);
        var good = next(Action.CREATE, 3);
        var bad = Edit.of(asset.draft(Action.DELETE, daysAgo(2)).manifest())
                .breakSignature(30, 0)
                .unsigned();

        var answers = Peer.send(Peer.current(good), record(bad));

        assertThat(answers.get(0)).isInstanceOf(Answer.Accepted.class);
        assertThat(answers.get(1)).isInstanceOf(Answer.Refused.class);
        assertThat(Api.get(bob, "/sync").jsonPath().<String>getList("entries.asset_id"))
                .containsExactly(asset.id.toString());
    }

    @Test
    void shouldSoftFail_whenARecordIsMalformedOrForged() {
        Peer.learn(album, alice);
        var create = asset.draft(Action.CREATE, daysAgo(3)).manifest();

        refused(ReasonCode.MANIFEST_MALFORMED, Peer.record(Bytes.of(new byte[] {1, 2, 3}), true));
        for (int half = 0; half < 2; half++) {
            refused(
                    ReasonCode.DEVICE_SIG_INVALID,
                    record(Edit.of(create).breakSignature(30, half).unsigned()));
            refused(
                    ReasonCode.WRITE_SIG_INVALID,
                    record(Edit.of(create).breakSignature(31, half).unsigned()));
        }
        refused(ReasonCode.UNKNOWN_CRYPTO_SUITE, edited(create, edit -> edit.set(1, Cbor.of(2))));
        refused(ReasonCode.ALBUM_PIN_MISMATCH, edited(create, edit -> edit.set(2, Cbor.of("2026-05-30"))));
        refused(ReasonCode.HASH_LENGTH, edited(create, edit -> edit.set(6, Cbor.of(new byte[31]))));
        refused(ReasonCode.ACTION_UNKNOWN, edited(create, edit -> edit.set(17, Cbor.of("purge"))));
        refused(ReasonCode.STALE_REVIVAL, Peer.current(Derivatives.thumbnail(asset, "image/webp", null)));
    }

    @Test
    void shouldSoftFail_whenATimeCantBe() {
        Peer.learn(album, alice);
        var create = asset.draft(Action.CREATE, daysAgo(3)).manifest();

        refused(ReasonCode.TIMESTAMP_DRIFT, edited(create, edit -> edit.set(16, Cbor.of("2099-01-01T00:00:00.000Z"))));
        refused(ReasonCode.TIMESTAMP_MALFORMED, edited(create, edit -> edit.set(16, Cbor.of("yesterday"))));
        refused(
                ReasonCode.DEVICE_ADDED_AFTER,
                Peer.current(asset.draft(Action.CREATE, daysAgo(61)).manifest()));
    }

    @Test
    void shouldSoftFail_whenARestoreWasTooLateByItsOwnTime() {
        Peer.learn(album, alice);
        Peer.send(Peer.past(next(Action.CREATE, 50)), Peer.current(next(Action.DELETE, 45)));

        refused(
                ReasonCode.RETENTION_EXPIRED,
                Peer.current(asset.draft(Action.TRASH_RESTORE, daysAgo(14)).manifest()));
    }

    @Test
    void shouldSoftFail_whenThePeerIsNotTheHomeOfTheAlbum() {
        Peer.learn(album, alice);
        var create = Peer.current(asset.draft(Action.CREATE, daysAgo(3)).manifest());
        var own = Album.of(bob).created();
        var ours = Peer.current(Asset.in(own).draft(Action.CREATE, daysAgo(3)).manifest());
        var unknown = Peer.current(
                Asset.in(Album.of(alice)).draft(Action.CREATE, daysAgo(3)).manifest());

        refused(ReasonCode.ALBUM_NOT_WRITABLE, ours);
        refused(ReasonCode.ALBUM_NOT_WRITABLE, unknown);
        var before = Tables.snapshot();
        assertThat(Peer.from("third.localhost", create))
                .singleElement()
                .isEqualTo(new Answer.Refused(ReasonCode.ALBUM_NOT_WRITABLE, "not an album of the peer"));
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldSendAMemberToTheHomeServer_whenTheyWriteHere() {
        var carol = Person.on(Peer.HERE, "carol").published();
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.reader(bob), Album.writer(carol));
        Peer.learn(album, alice);
        var create = Asset.in(album, carol).create().manifest();

        Expect.refused(
                        ReasonCode.HOME_SERVER_ONLY,
                        () -> Api.post(carol, "/manifests", create.encoded().toArray()))
                .then()
                .body("home_server", equalTo(Peer.HOME));
        var thumbnail = Derivatives.thumbnail(Asset.in(album, carol), "image/webp", null);
        Expect.refused(
                ReasonCode.HOME_SERVER_ONLY,
                () -> Api.post(carol, "/manifests", thumbnail.encoded().toArray()));
    }

    @Test
    void shouldJudgeTheAuthorByTheEpoch_notByToday() {
        var carol = Person.on(Peer.HOME, "carol").published();
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.reader(bob), Album.writer(carol));
        var written = Asset.in(album, carol).draft(Action.CREATE, daysAgo(3)).manifest();
        var read = Asset.in(album, bob).draft(Action.CREATE, daysAgo(3)).manifest();
        album.attest(EpochOp.REMOVE, true, Album.administrator(alice), Album.reader(bob));
        var late = Asset.in(album, carol).draft(Action.CREATE, daysAgo(3)).manifest();
        Peer.learn(album, alice, carol);

        refused(ReasonCode.ALBUM_NOT_WRITABLE, Peer.current(read));
        refused(ReasonCode.ALBUM_NOT_WRITABLE, Peer.current(late));
        accepted(Peer.current(written));
    }

    @Test
    void shouldKeepEpochsFromFalling_withinAChainAlone() {
        var old = Asset.in(album).draft(Action.CREATE, daysAgo(3)).manifest();
        album.attest(EpochOp.REKEY, true, Album.administrator(alice), Album.reader(bob));
        var create = next(Action.CREATE, 2);
        Peer.learn(album, alice);
        var delete = asset.draft(Action.DELETE, daysAgo(1)).manifest();
        var fallen = Edit.of(delete).set(5, Cbor.of(1)).signed(alice.deviceKey(), album.writeTier(1));
        var ahead = Edit.of(delete).set(5, Cbor.of(3)).signed(alice.deviceKey(), album.writeTier(3));

        accepted(Peer.current(create));
        accepted(Peer.current(old));
        refused(ReasonCode.AMK_VERSION_REGRESSED, record(fallen));
        refused(ReasonCode.AMK_VERSION_UNATTESTED, record(ahead));
        // within one request as well
        var other = Asset.in(album);
        var first = other.draft(Action.CREATE, daysAgo(2)).manifest();
        other.chain.add(first);
        var second = Edit.of(other.draft(Action.DELETE, daysAgo(1)).manifest())
                .set(5, Cbor.of(1))
                .signed(alice.deviceKey(), album.writeTier(1));
        var answers = Peer.send(Peer.past(first), record(second));
        assertThat(answers.get(0)).isInstanceOf(Answer.Accepted.class);
        assertThat(answers.get(1))
                .isEqualTo(
                        new Answer.Refused(ReasonCode.AMK_VERSION_REGRESSED, title(ReasonCode.AMK_VERSION_REGRESSED)));
    }

    @Test
    void shouldTakeWhatADeviceSigned_beforeItWasRevoked() {
        var at = new Timestamp(daysAgo(10));
        var revoked = alice.directory(2, alice.entry().revoked(at));
        Api.put(alice, "/directories/" + alice.user(), revoked.encoded().toArray())
                .then()
                .statusCode(201);
        Peer.learn(album, alice);

        accepted(Peer.current(Asset.in(album).draft(Action.CREATE, daysAgo(11)).manifest()));
        accepted(Peer.current(Asset.in(album).draft(Action.CREATE, at.instant()).manifest()));
        refused(
                ReasonCode.DEVICE_REVOKED,
                Peer.current(
                        asset.draft(Action.CREATE, at.instant().plusMillis(1)).manifest()));
    }

    @Test
    void shouldSoftFail_whenABlobIsNotTheOneNamed() {
        Peer.learn(album, alice);
        var draft = asset.draft(Action.CREATE, daysAgo(3));
        var original = draft.blobs().getFirst();
        var other = new BlobRef(original.role(), Sha256.ZERO, original.size(), original.upload());
        var encoded = draft.manifest().encoded();

        refused(
                ReasonCode.METADATA_BLOB_MISMATCH,
                new PeerRecord(encoded, true, List.of(), Optional.of(Bytes.of(Asset.metadataBlob()))));
        refused(ReasonCode.CIPHERTEXT_HASH_MISMATCH, new PeerRecord(encoded, true, List.of(other), Optional.empty()));
        var thumbnail = Derivatives.thumbnail(asset, "image/webp", null);
        accepted(Peer.current(draft));
        refused(
                ReasonCode.CIPHERTEXT_HASH_MISMATCH,
                new PeerRecord(thumbnail.encoded(), true, List.of(original), Optional.empty()));
        refused(
                ReasonCode.METADATA_BLOB_MISMATCH,
                new PeerRecord(thumbnail.encoded(), true, List.of(), draft.metadata()));
        accepted(Peer.current(thumbnail));
    }

    @Test
    void shouldTakeHistory_whenTheAlbumIsFrozenOrBeingUpgraded() {
        Peer.learn(album, alice);
        Tables.execute("update album_state set frozen = true, upgrade_intent = uuidv7(), upgrade_to = '2026-09-30',"
                + " upgrade_deadline = now() + interval '1 day' where album_id = '" + album.id
                + "' and home is not null");

        accepted(Peer.current(asset.draft(Action.CREATE, daysAgo(3)).manifest()));
    }

    private AssetManifest next(Action action, long daysAgo) {
        var manifest = asset.draft(action, daysAgo(daysAgo)).manifest();
        asset.chain.add(manifest);
        return manifest;
    }

    private static Instant daysAgo(long days) {
        return TestClock.now().minus(Duration.ofDays(days)).plusSeconds(60);
    }

    private PeerRecord edited(AssetManifest sound, UnaryOperator<Edit> edit) {
        return record(edit.apply(Edit.of(sound)).signed(alice.deviceKey(), album.writeTier(1)));
    }

    private static PeerRecord record(byte[] manifest) {
        return Peer.record(Bytes.of(manifest), true);
    }

    private static void accepted(PeerRecord record) {
        assertThat(Peer.send(record)).singleElement().isInstanceOf(Answer.Accepted.class);
    }

    private static void refused(ReasonCode code, PeerRecord record) {
        var before = Tables.snapshot();
        assertThat(Peer.send(record))
                .singleElement()
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    private static String title(ReasonCode code) {
        return code.title();
    }
}
