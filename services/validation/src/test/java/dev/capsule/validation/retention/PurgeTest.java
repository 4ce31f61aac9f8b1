package dev.capsule.validation.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.event.AssetPurged;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.db.Db;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PurgeTest extends ServiceTest {
    @Inject
    Purge purge;

    @Inject
    Db db;

    private Person alice;
    private Album album;
    private Asset asset;
    private List<BlobRef> blobs;

    @BeforeEach
    void create() {
        // what other tests left to purge goes first
        TestClock.ahead(Duration.ofHours(3), purge::run);
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
        asset = Asset.in(album);
        var draft = asset.create();
        asset.commit(draft);
        blobs = draft.blobs();
    }

    @Test
    void shouldKeepEverything_untilTheLastMillisecond() {
        delete(TestClock.now().plus(Duration.ofHours(1)));
        var before = Tables.snapshot();

        TestClock.ahead(Duration.ofMinutes(59), purge::run);

        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldDropReferencesAndKeepTheChain_whenTheRetentionEnded() {
        byte[] chain;
        delete(TestClock.now().plus(Duration.ofHours(1)));
        chain = Api.get(alice, "/assets/" + asset.id + "/provenance").asByteArray();

        TestClock.ahead(Duration.ofMinutes(61), purge::run);

        var event = Bus.await(AssetPurged.class, e -> e.asset().equals(asset.id));
        assertThat(event.released()).extracting(BlobRef::hash).containsExactlyElementsOf(hashes());
        assertThat(event.syncSeq()).isEqualTo(3);
        assertThat(event.user()).isEqualTo(alice.user());
        assertThat(Api.get(alice, "/assets/" + asset.id + "/provenance").asByteArray())
                .isEqualTo(chain);
        var feed = Api.get(alice, "/sync").jsonPath();
        feed.setRootPath("entries[0]");
        assertThat(feed.getString("change_kind")).isEqualTo("purged");
        assertThat(feed.getLong("sync_seq")).isEqualTo(3);
        assertThat(feed.getList("blobs")).isEmpty();
        assertThat(feed.getMap("")).doesNotContainKey("metadata_blob");
        assertThat(Tables.count("metadata_blob where asset_id = '" + asset.id + "'"))
                .isZero();
    }

    @Test
    void shouldDropDerivatives_whenTheRetentionEnded() {
        var thumbnail = Derivatives.thumbnail(asset, "image/webp", null);
        Bus.send(Derivatives.bundle(asset, thumbnail));
        Bus.committed(thumbnail.hash());
        delete(TestClock.now().plus(Duration.ofHours(1)));

        TestClock.ahead(Duration.ofMinutes(61), purge::run);

        var event = Bus.await(AssetPurged.class, e -> e.asset().equals(asset.id));
        assertThat(event.released())
                .extracting(BlobRef::hash)
                .containsExactly(hashes().get(0), hashes().get(1), thumbnail.ciphertextHash());
        var feed = Api.get(alice, "/sync").jsonPath();
        assertThat(feed.getList("entries[0].derivative_manifests")).isEmpty();
        assertThat(feed.getList("entries[0].blobs")).isEmpty();
    }

    /** And no more than all: what is purged already is no candidate, or the worker would never come to an end. */
    @Test
    void shouldPurgeAllThatIsDue_howeverManyBatchesItTakes() {
        delete(TestClock.now().plus(Duration.ofHours(1)));
        Tables.execute("insert into asset select (jsonb_populate_record(a, jsonb_build_object('asset_id', uuidv7()))).*"
                + " from asset a, generate_series(1, 200) n where asset_id = '" + asset.id + "'");
        var left = "asset where album_id = '" + album.id + "' and state <> 'purged'";
        assertThat(Tables.count(left)).isEqualTo(201);

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> TestClock.ahead(Duration.ofMinutes(61), purge::run));

        assertThat(Tables.count(left)).isZero();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> TestClock.ahead(Duration.ofMinutes(62), purge::run));
    }

    @Test
    void shouldPurgeOnce_whenTheWorkerRunsAgain() {
        delete(TestClock.now().plusSeconds(1));

        TestClock.ahead(Duration.ofMinutes(2), () -> {
            purge.run();
            var before = Tables.snapshot();
            purge.run();
            assertThat(Tables.snapshot()).isEqualTo(before);
        });

        Bus.await(AssetPurged.class, e -> e.asset().equals(asset.id));
        var other = Asset.committed(album);
        Bus.await(ManifestCommitted.class, e -> e.asset().equals(other.id));
        assertThat(Bus.seen(AssetPurged.class, e -> e.asset().equals(asset.id))).hasSize(1);
    }

    @Test
    void shouldKeep_whenItWasRestored() {
        delete(TestClock.now().plus(Duration.ofHours(1)));
        asset.write(Action.TRASH_RESTORE);
        var before = Tables.snapshot();

        TestClock.ahead(Duration.ofHours(2), purge::run);

        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    /** Candidates are found before their albums are locked; what changed in between is looked at again. */
    @Test
    void shouldLeaveAlone_whatWasRestoredOrDeletedAnewMeanwhile() {
        var until = TestClock.now().plus(Duration.ofHours(1));
        delete(until);
        var due = new Timestamp(until.plusSeconds(60));
        var candidates = db.asSystem(tx -> PurgeStore.candidates(tx, due, 1000)).stream()
                .filter(candidate -> candidate.asset().equals(asset.id))
                .toList();
        assertThat(candidates).hasSize(1);
        assertThat(db.<List<Due>>asSystem(tx -> PurgeStore.lockDue(tx, candidates, due)))
                .hasSize(1);

        asset.write(Action.DELETE);
        assertThat(db.<List<Due>>asSystem(tx -> PurgeStore.lockDue(tx, candidates, due)))
                .isEmpty();
        asset.write(Action.TRASH_RESTORE);
        Tables.execute("update asset set retention_until = now() where asset_id = '" + asset.id + "'");
        assertThat(db.<List<Due>>asSystem(tx -> PurgeStore.lockDue(tx, candidates, due)))
                .isEmpty();
    }

    @Test
    void shouldStayPurged_whateverComesNext() {
        delete(TestClock.now().plusSeconds(1));
        TestClock.ahead(Duration.ofMinutes(2), purge::run);

        for (var action : List.of(Action.DELETE, Action.TRASH_RESTORE, Action.REPLACE)) {
            var next = asset.draft(action, TestClock.now()).manifest();
            Expect.refused(ReasonCode.ACTION_NOT_ALLOWED, () -> asset.post(next));
        }
        var create = asset.create().manifest();
        Expect.refused(ReasonCode.ASSET_EXISTS, () -> asset.post(create));
        assertThat(asset.post(asset.head()).statusCode()).isEqualTo(200);
    }

    private void delete(Instant until) {
        var draft = asset.draft(Action.DELETE, TestClock.now()).manifest();
        var delete = AssetManifest.decode(Edit.of(draft)
                .set(19, Cbor.of(new Timestamp(until).toString()))
                .signed(alice.deviceKey(), album.writeTier(1)));
        asset.post(delete).then().statusCode(201);
        asset.chain.add(delete);
    }

    private List<Sha256> hashes() {
        return blobs.stream().map(BlobRef::hash).toList();
    }
}
