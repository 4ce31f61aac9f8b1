package dev.capsule.validation.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochAttestationBuilder;
import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.FakeIngest;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UpgradeTest extends ServiceTest {
    private static final String TO = "2026-09-30";

    private final IntentId intentId = IntentId.generate();
    private Person alice;
    private Person bob;
    private Album album;
    private Asset asset;

    @BeforeEach
    void create() {
        FakeIngest.inFlight(0);
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
        album = Album.of(alice, Album.writer(bob)).created();
        asset = Asset.committed(album);
    }

    @Test
    void shouldRefuseNewWrites_whileAnUpgradeIsPending() {
        var bundle = Asset.in(album);
        var landed = bundle.create();
        begin(intent(intentId)).then().statusCode(201).body("phase", equalTo("quiescing"));
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();

        Expect.refused(ReasonCode.ALBUM_UPGRADE_PENDING, () -> asset.post(delete));
        Expect.refused(ReasonCode.ALBUM_UPGRADE_PENDING, () -> Api.signing(alice)
                .header("Capsule-Intent-Id", IntentId.generate().toString())
                .body(delete.encoded().toArray())
                .post("/manifests"));
        // what landed was admitted before
        bundle.commit(landed);
        Api.signing(alice)
                .header("Capsule-Intent-Id", intentId.toString())
                .body(delete.encoded().toArray())
                .post("/manifests")
                .then()
                .statusCode(201);
    }

    @Test
    void shouldSayHowFarItIs_toMembersOnly() {
        status(bob).then().statusCode(200).body("phase", equalTo("normal"));
        begin(intent(intentId)).then().statusCode(201);
        FakeIngest.inFlight(3);

        status(bob)
                .then()
                .body("phase", equalTo("quiescing"))
                .body("intent_id", equalTo(intentId.toString()))
                .body("in_flight", equalTo(3));
        Expect.refused(ReasonCode.NOT_FOUND, () -> status(Person.named("carol")));
        FakeIngest.inFlight(-1);
        Expect.refused(ReasonCode.DEPENDENCY_UNAVAILABLE, () -> status(bob));
    }

    @Test
    void shouldChangeNothing_whenTheSameIntentComesAgain_andRefuseAnother() {
        var intent = intent(intentId);
        begin(intent).then().statusCode(201);
        var before = Tables.snapshot();

        begin(intent).then().statusCode(200);

        assertThat(Tables.snapshot()).isEqualTo(before);
        Expect.refused(ReasonCode.UPGRADE_IN_PROGRESS, () -> begin(intent(IntentId.generate())));
    }

    @Test
    void shouldAbort_whenTheDeadlineHasPassed() {
        begin(intent(intentId)).then().statusCode(201);

        TestClock.ahead(Duration.ofDays(8), () -> {
            status(alice).then().body("phase", equalTo("aborted"));
            asset.write(Action.DELETE);
            Expect.refused(ReasonCode.ACTION_NOT_ALLOWED, () -> attest(tombstone(intentId, frozenHash())));
            begin(intent(IntentId.generate())).then().statusCode(201);
        });
    }

    @Test
    void shouldRefuseTheIntent_whenItIsNotAnAdminsOwn() {
        refused(ReasonCode.ALBUM_NOT_WRITABLE, bob, signed(bob, alice.deviceKey(), intentId, "2026-05-31"));
        refused(ReasonCode.CREATOR_MISMATCH, alice, signed(bob, bob.deviceKey(), intentId, "2026-05-31"));
        refused(ReasonCode.DEVICE_SIG_INVALID, alice, signed(alice, bob.deviceKey(), intentId, "2026-05-31"));
        refused(ReasonCode.ALBUM_PIN_MISMATCH, alice, signed(alice, alice.deviceKey(), intentId, "2026-05-30"));
        refused(
                ReasonCode.TIMESTAMP_DRIFT,
                alice,
                intent(alice, alice.deviceKey(), "2026-05-31", TestClock.now().minusSeconds(60)));
        refused(
                ReasonCode.TIMESTAMP_DRIFT,
                alice,
                intent(alice, alice.deviceKey(), "2026-05-31", TestClock.now().plus(Duration.ofDays(31))));
        var unknown = new Person("alice", alice.host(), alice.user(), bob.device(), alice.addedAt());
        refused(ReasonCode.DEVICE_UNKNOWN, alice, signed(unknown, alice.deviceKey(), intentId, "2026-05-31"));
    }

    @Test
    void shouldRefuseTheCutover_untilDrainedAndAgreed() {
        var hash = frozenHash();
        Expect.refused(ReasonCode.ACTION_NOT_ALLOWED, () -> attest(tombstone(intentId, hash)));
        begin(intent(intentId)).then().statusCode(201);

        FakeIngest.inFlight(1);
        Expect.refused(ReasonCode.UPGRADE_NOT_DRAINED, () -> attest(tombstone(intentId, hash)));
        FakeIngest.inFlight(-1);
        Expect.refused(ReasonCode.DEPENDENCY_UNAVAILABLE, () -> attest(tombstone(intentId, hash)));
        FakeIngest.inFlight(0);
        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> attest(tombstone(intentId, Sha256.ZERO)));
        Expect.refused(ReasonCode.UPGRADE_IN_PROGRESS, () -> attest(tombstone(IntentId.generate(), hash)));
    }

    @Test
    void shouldFreezeForkAndGoOn_whenTheCeremonyIsComplete() {
        begin(intent(intentId)).then().statusCode(201);
        var hash = frozenHash();
        var tombstone = tombstone(intentId, hash);

        attest(tombstone).then().statusCode(201);
        attest(tombstone).then().statusCode(200);
        status(bob).then().body("phase", equalTo("frozen"));
        assertThat(Bus.await(AlbumCommitted.class, e -> e.album().equals(album.id) && e.frozen()))
                .isNotNull();
        var late = asset.draft(Action.DELETE, TestClock.now()).manifest();
        Expect.refused(ReasonCode.ALBUM_FROZEN, () -> asset.post(late));

        thisBuildKnowsTheNewVersion();
        byte[] fork = fork(hash);
        Api.post(alice, "/albums", fork).then().statusCode(201);
        Api.post(alice, "/albums", fork).then().statusCode(200);
        status(bob).then().body("phase", equalTo("upgraded"));

        // an asset of some other album does not
        var elsewhere = Asset.committed(Album.of(alice).created());
        byte[] moved = Edit.of(elsewhere.draft(Action.DELETE, TestClock.now()).manifest())
                .set(4, Cbor.of(FrozenState.fork(album.id, intentId)))
                .signed(alice.deviceKey(), album.writeTier(1));
        Expect.refused(ReasonCode.STALE_REVIVAL, () -> Api.post(alice, "/manifests", moved));
        // the chain goes on in the new album
        var id = FrozenState.fork(album.id, intentId);
        byte[] next =
                Edit.of(late).set(4, Cbor.of(id)).set(5, Cbor.of(1)).signed(alice.deviceKey(), album.writeTier(1));
        Api.post(alice, "/manifests", next).then().statusCode(201).body("sync_seq", equalTo(1));
        var entry = Api.get(alice, "/sync").jsonPath();
        assertThat(entry.<String>getList("entries.album_id")).contains(id.toString());
    }

    @Test
    void shouldRefuseTheFork_whenItIsNotThatOfTheCeremony() {
        begin(intent(intentId)).then().statusCode(201);
        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> Api.post(alice, "/albums", fork(frozenHash())));
        var hash = frozenHash();
        attest(tombstone(intentId, hash)).then().statusCode(201);
        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> Api.post(alice, "/albums", fork(hash)));
        thisBuildKnowsTheNewVersion();

        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> Api.post(alice, "/albums", fork(Sha256.ZERO)));
        var elsewhere = fork(alice, AlbumId.generate(), hash);
        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> Api.post(alice, "/albums", elsewhere));
        var bobs = fork(bob, FrozenState.fork(album.id, intentId), hash);
        Expect.refused(ReasonCode.ALBUM_NOT_WRITABLE, () -> Api.post(bob, "/albums", bobs));
    }

    /** The window holds one version, so the fork of a later one can't be signed yet: pretend it was to this one. */
    private void thisBuildKnowsTheNewVersion() {
        Tables.execute("update album_state set upgrade_to = '2026-05-31' where album_id = '" + album.id + "'");
    }

    private byte[] fork(Sha256 hash) {
        return fork(alice, FrozenState.fork(album.id, intentId), hash);
    }

    private byte[] fork(Person owner, AlbumId id, Sha256 hash) {
        var now = new Timestamp(TestClock.now());
        var admin = Signers.named(owner.name() + "/admin");
        var descriptor = AlbumDescriptor.sign(
                id,
                owner.user(),
                owner.host(),
                now,
                Optional.of(new AlbumDescriptor.UpgradedFrom(album.id, intentId, hash)),
                owner.deviceKey(),
                admin);
        var first = EpochAttestationBuilder.first(id, album.writeTier(1).publicKey(), now)
                .members(List.of(Album.administrator(owner)))
                .sign(admin);
        return Album.sequence(descriptor.encoded().toArray(), first.encoded().toArray());
    }

    /** Of the one asset of the album, worked out anew (wire-formats 18). */
    private Sha256 frozenHash() {
        return frozenHash(asset.chain.stream().map(AssetManifest::hash).toList());
    }

    private Sha256 frozenHash(List<Sha256> accepted) {
        byte[] head = new byte[32];
        for (var manifest : accepted) {
            head = Sha256.hash(head, manifest.bytes()).bytes();
        }
        var members = album.last().members().stream()
                .map(member ->
                        Cbor.array(Cbor.of(member.user()), Cbor.of(member.role().wireName())))
                .toList();
        var sorted = accepted.stream()
                .sorted(Comparator.comparing(Sha256::hex))
                .map(Cbor::of)
                .toList();
        return Sha256.hash(new CborMapBuilder()
                .put(0, Cbor.array(members))
                .put(1, Cbor.array(sorted))
                .put(2, Cbor.of(head))
                .encode());
    }

    /** The list is sorted by hash, the log in the order of the feed: a longer history tells them apart. */
    @Test
    void shouldAgreeOnTheFrozenState_whateverWasWritten() {
        var accepted =
                new ArrayList<>(asset.chain.stream().map(AssetManifest::hash).toList());
        for (int i = 0; i < 4; i++) {
            accepted.add(asset.write(Action.DELETE).hash());
            accepted.add(asset.write(Action.TRASH_RESTORE).hash());
        }
        begin(intent(intentId)).then().statusCode(201);

        attest(tombstone(intentId, frozenHash(accepted))).then().statusCode(201);
    }

    private EpochAttestation tombstone(IntentId intent, Sha256 hash) {
        return album.builder(EpochOp.TOMBSTONE, false)
                .members(album.last().members())
                .tombstone(new EpochAttestation.Tombstone(intent, hash))
                .sign(album.admin());
    }

    private Response attest(EpochAttestation attestation) {
        return Api.post(
                alice, "/albums/" + album.id + "/epochs", attestation.encoded().toArray());
    }

    private UpgradeIntent intent(IntentId id) {
        return signed(alice, alice.deviceKey(), id, "2026-05-31");
    }

    private UpgradeIntent signed(Person proposer, HybridSigner key, IntentId id, String from) {
        return UpgradeIntent.sign(
                album.id,
                from,
                TO,
                id,
                proposer.user(),
                proposer.device(),
                new Timestamp(TestClock.now().plus(Duration.ofDays(7))),
                key);
    }

    private UpgradeIntent intent(Person proposer, HybridSigner key, String from, Instant deadline) {
        return UpgradeIntent.sign(
                album.id, from, TO, intentId, proposer.user(), proposer.device(), new Timestamp(deadline), key);
    }

    private Response begin(UpgradeIntent intent) {
        return Api.post(
                alice, "/albums/" + album.id + "/upgrade", intent.encoded().toArray());
    }

    private void refused(ReasonCode code, Person person, UpgradeIntent intent) {
        Expect.refused(
                code,
                () -> Api.post(
                        person,
                        "/albums/" + album.id + "/upgrade",
                        intent.encoded().toArray()));
    }

    private Response status(Person person) {
        return Api.get(person, "/albums/" + album.id + "/upgrade");
    }
}
