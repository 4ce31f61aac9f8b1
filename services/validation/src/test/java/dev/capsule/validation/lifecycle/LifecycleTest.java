package dev.capsule.validation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.body.Mappers;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LifecycleTest extends ServiceTest {
    private Person alice;
    private Album album;
    private Asset asset;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
        asset = Asset.committed(album);
    }

    @Test
    void shouldDeleteAndRestore_whenSignedByAWriter() {
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();

        asset.post(delete)
                .then()
                .statusCode(201)
                .body("manifest_hash", equalTo(delete.hash().hex()))
                .body("sync_seq", equalTo(2));
        asset.chain.add(delete);
        asset.write(Action.TRASH_RESTORE);

        var event = Bus.committed(delete.hash());
        assertThat(event.change()).isEqualTo(ChangeKind.DELETED);
        assertThat(event.added()).isEmpty();
        assertThat(event.released()).isEmpty();
        assertThat(Bus.committed(asset.head().hash()).change()).isEqualTo(ChangeKind.RESTORED);
    }

    @Test
    void shouldAnswerWithTheVerySameBytes_whenADeleteIsRetried() {
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();
        byte[] first = asset.post(delete).asByteArray();
        asset.chain.add(delete);
        asset.write(Action.TRASH_RESTORE);
        var before = Tables.snapshot();

        for (int i = 0; i < 3; i++) {
            var again = asset.post(delete);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.asByteArray()).isEqualTo(first);
        }

        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldAppendOnce_whenTheSameDeleteComesConcurrently() throws Exception {
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();
        Callable<byte[]> send = () -> asset.post(delete).asByteArray();

        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = pool.invokeAll(List.of(send, send, send, send, send, send, send, send));
            var first = answers.getFirst().get();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }

        Bus.committed(delete.hash());
        assertThat(Bus.seen(ManifestCommitted.class, e -> e.manifestHash().equals(delete.hash())))
                .hasSize(1);
    }

    /** Times are said, not measured: the chain says what came first. */
    @Test
    void shouldFollowTheChain_whenTimestampsFallBack() {
        var later = asset.draft(Action.DELETE, TestClock.now().plus(Duration.ofDays(20)))
                .manifest();
        asset.post(later).then().statusCode(201);
        asset.chain.add(later);
        var earlier = asset.draft(Action.TRASH_RESTORE, TestClock.now().minus(Duration.ofDays(20)))
                .manifest();

        asset.post(earlier).then().statusCode(201);

        var entry = Api.get(alice, "/sync").jsonPath();
        assertThat(entry.getString("entries[0].change_kind")).isEqualTo("restored");
        assertThat(entry.getLong("entries[0].sync_seq")).isEqualTo(3);
        var received = Instant.parse(entry.getString("entries[0].received_at"));
        assertThat(received).isBetween(TestClock.now().minusSeconds(60), TestClock.now());
    }

    @Test
    void shouldTellTheHead_whenAStaleManifestRevivesADeletedAsset() {
        var create = asset.head();
        var stale = asset.draft(Action.METADATA_UPDATE, TestClock.now()).manifest();
        var delete = asset.write(Action.DELETE);

        Expect.refused(ReasonCode.STALE_REVIVAL, () -> Api.signing(alice)
                        .header("Capsule-Sidecar-Schema", "1")
                        .body(stale.encoded().toArray())
                        .post("/manifests"))
                .then()
                .body("head", equalTo(delete.hash().hex()));
        var before = Tables.snapshot();
        asset.post(create).then().statusCode(200);
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuse_whenAnotherManifestTookThePlace() {
        var lost = asset.draft(Action.DELETE, TestClock.now().minusSeconds(5)).manifest();
        asset.write(Action.DELETE);

        refused(ReasonCode.STALE_REVIVAL, lost);
    }

    @Test
    void shouldFollowTheStateTable_whenTheActionDoesNotFit() {
        refused(
                ReasonCode.ACTION_NOT_ALLOWED,
                asset.draft(Action.TRASH_RESTORE, TestClock.now()).manifest());
        asset.write(Action.DELETE);
        asset.write(Action.DELETE);
        refused(
                ReasonCode.ACTION_NOT_ALLOWED,
                asset.draft(Action.REPLACE, TestClock.now()).manifest());
    }

    @Test
    void shouldRefuse_whenTheBytesNeverCameByUpload() {
        refused(ReasonCode.METADATA_BLOB_MISMATCH, Asset.in(album).create().manifest());
        refused(
                ReasonCode.METADATA_BLOB_MISMATCH,
                asset.draft(Action.REPLACE, TestClock.now()).manifest());
        var update = asset.draft(Action.METADATA_UPDATE, TestClock.now()).manifest();
        Expect.refused(ReasonCode.METADATA_BLOB_MISMATCH, () -> Api.signing(alice)
                .header("Capsule-Sidecar-Schema", "1")
                .body(update.encoded().toArray())
                .post("/manifests"));
    }

    @Test
    void shouldRefuse_whenTheSidecarSchemaIsMissingOrNewer() {
        var update = asset.draft(Action.METADATA_UPDATE, TestClock.now()).manifest();

        refused(ReasonCode.SIDECAR_SCHEMA_UNKNOWN, update);
        Expect.refused(ReasonCode.SIDECAR_SCHEMA_UNKNOWN, () -> Api.signing(alice)
                .header("Capsule-Sidecar-Schema", "2")
                .body(update.encoded().toArray())
                .post("/manifests"));
    }

    @Test
    void shouldRefuse_whenTheAssetIdWasUsed() {
        var second = Asset.in(album, alice);
        var create = second.create().manifest();
        var forged = AssetManifest.decode(
                Edit.of(create).set(3, Cbor.of(asset.id)).signed(alice.deviceKey(), album.writeTier(1)));

        refused(ReasonCode.ASSET_EXISTS, forged);
    }

    @Test
    void shouldRefuse_whenTheAssetIsOfAnotherAlbum() {
        var other = Album.of(alice).created();
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();
        var moved = AssetManifest.decode(
                Edit.of(delete).set(4, Cbor.of(other.id)).signed(alice.deviceKey(), other.writeTier(1)));

        var response = Expect.refused(ReasonCode.STALE_REVIVAL, () -> asset.post(moved));
        assertThat(response.asString()).doesNotContain(asset.head().hash().hex());
    }

    @Test
    void shouldRefuseTheRestore_whenTheRetentionEnded() {
        var until = TestClock.now().plus(Duration.ofSeconds(2));
        var delete = asset.sign(
                asset.builder(Action.DELETE, TestClock.now().minusSeconds(1)).contentOf(asset.content()));
        var brief = AssetManifest.decode(Edit.of(delete)
                .set(19, Cbor.of(new Timestamp(until).toString()))
                .signed(alice.deviceKey(), album.writeTier(1)));
        asset.post(brief).then().statusCode(201);
        asset.chain.add(brief);

        TestClock.ahead(
                Duration.ofMinutes(1),
                () -> refused(
                        ReasonCode.RETENTION_EXPIRED,
                        asset.draft(Action.TRASH_RESTORE, TestClock.now()).manifest()));
    }

    @Test
    void shouldGiveCbor_whenAsked() {
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();

        var response = Api.signing(alice)
                .accept("application/cbor")
                .body(delete.encoded().toArray())
                .post("/manifests");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.contentType()).isEqualTo("application/cbor");
        assertThat(Mappers.cbor().convertValue(tree(response.asByteArray()).get("sync_seq"), Long.class))
                .isEqualTo(2);
    }

    @Test
    void shouldStillDelete_whenTheAccountIsSuspended() {
        Tables.execute("insert into suspended_user values ('home.localhost', '" + alice.user() + "', now())");

        refused(ReasonCode.ACCOUNT_SUSPENDED, Asset.in(album).create().manifest());
        asset.write(Action.DELETE);
        asset.write(Action.TRASH_RESTORE);
    }

    @Test
    void shouldRefuse_whenTheOperationIdStoodForOtherContent() {
        var operation = OperationId.generate().toString();
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();
        Api.signing(alice)
                .header("Capsule-Operation-Id", operation)
                .body(delete.encoded().toArray())
                .post("/manifests")
                .then()
                .statusCode(201);
        asset.chain.add(delete);
        var other = asset.draft(Action.TRASH_RESTORE, TestClock.now()).manifest();

        Expect.refused(ReasonCode.OPERATION_CONFLICT, () -> Api.signing(alice)
                .header("Capsule-Operation-Id", operation)
                .body(other.encoded().toArray())
                .post("/manifests"));
        Api.signing(alice)
                .header("Capsule-Operation-Id", operation)
                .body(delete.encoded().toArray())
                .post("/manifests")
                .then()
                .statusCode(200);
        Expect.refused(ReasonCode.BODY_MALFORMED, () -> Api.signing(alice)
                .header("Capsule-Operation-Id", "not-an-id")
                .body(other.encoded().toArray())
                .post("/manifests"));
    }

    @Test
    void shouldRefuse_whenAnotherTenantNamesTheAlbum() {
        var stranger = Person.on("other.localhost", "alice").published();
        var theirs = Asset.in(album, stranger);

        Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE, () -> theirs.post(theirs.create().manifest()));
    }

    private void refused(ReasonCode code, AssetManifest manifest) {
        Expect.refused(code, () -> asset.post(manifest));
    }

    private static JsonNode tree(byte[] cbor) {
        try {
            return Mappers.cbor().readTree(cbor);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
