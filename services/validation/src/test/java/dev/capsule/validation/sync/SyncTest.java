package dev.capsule.validation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.sync.SyncCursor;
import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.Mappers;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SyncTest extends ServiceTest {
    private Person alice;
    private Person bob;
    private Album album;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
        album = Album.of(alice, Album.reader(bob)).created();
    }

    @Test
    void shouldShowTheWholeEntry_whenAnAssetWasCreated() {
        var asset = Asset.in(album);
        var draft = asset.create();
        asset.commit(draft);

        var page = sync(bob, null);

        assertThat(page.getBoolean("has_more")).isFalse();
        assertThat(page.getList("checkpoints")).isNotNull();
        assertThat(page.getList("entries")).hasSize(1);
        page.setRootPath("entries[0]");
        assertThat(page.getString("album_id")).isEqualTo(album.id.toString());
        assertThat(page.getString("asset_id")).isEqualTo(asset.id.toString());
        assertThat(page.getLong("sync_seq")).isEqualTo(1);
        assertThat(page.getString("protocol_version")).isEqualTo("2026-05-31");
        assertThat(page.getString("change_kind")).isEqualTo("created");
        assertThat(page.getString("manifest"))
                .isEqualTo(Base64Url.encode(draft.manifest().encoded().toArray()));
        assertThat(page.getString("metadata_blob"))
                .isEqualTo(Base64Url.encode(draft.metadata().orElseThrow().toArray()));
        assertThat(page.getList("derivative_manifests")).isEmpty();
        assertThat(page.getMap("")).doesNotContainKeys("content_manifest", "metadata_manifest");
        assertThat(page.getList("blobs.role")).containsExactly("original", "metadata");
        assertThat(page.getList("blobs.hash"))
                .containsExactly(
                        draft.blobs().get(0).hash().hex(),
                        draft.blobs().get(1).hash().hex());
        assertThat(page.getString("received_at")).hasSize(24);
    }

    @Test
    void shouldShowTheLatestOnly_whenAnAssetChanged() {
        var asset = Asset.committed(album);
        asset.commit(asset.draft(Action.METADATA_UPDATE, TestClock.now()));
        asset.write(Action.DELETE);

        var page = sync(bob, null);

        assertThat(page.getList("entries")).hasSize(1);
        page.setRootPath("entries[0]");
        assertThat(page.getLong("sync_seq")).isEqualTo(3);
        assertThat(page.getString("change_kind")).isEqualTo("deleted");
        assertThat(page.getString("manifest")).isEqualTo(text(2, asset));
        assertThat(page.getString("content_manifest")).isEqualTo(text(0, asset));
        assertThat(page.getString("metadata_manifest")).isEqualTo(text(1, asset));
    }

    @Test
    void shouldGoOnWhereTheCursorEnds_whenPaged() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(Asset.committed(album).id.toString());
        }
        var seen = new ArrayList<String>();
        String cursor = null;
        boolean more = true;
        while (more) {
            assertThat(seen).as("a feed that does not end").hasSizeLessThan(10);
            var page = sync(bob, cursor, 2);
            seen.addAll(page.getList("entries.asset_id"));
            cursor = page.getString("next_cursor");
            more = page.getBoolean("has_more");
        }

        assertThat(seen).isEqualTo(ids);
        assertThat(sync(bob, cursor).getList("entries")).isEmpty();
        var changed = Asset.committed(album);
        assertThat(sync(bob, cursor).<String>getList("entries.asset_id")).containsExactly(changed.id.toString());
    }

    @Test
    void shouldOrderByAlbumAndSeq_whenThereAreSeveralAlbums() {
        var other = Album.of(alice, Album.reader(bob)).created();
        Asset.committed(album);
        Asset.committed(other);
        Asset.committed(album);

        var albums = sync(bob, null).<String>getList("entries.album_id");

        assertThat(albums).hasSize(3).isSorted();
    }

    @Test
    void shouldShowNothing_whenTheCallerIsNoMemberAnyMore() {
        Asset.committed(album);
        var cursor = sync(bob, null).getString("next_cursor");
        album.attest(EpochOp.REMOVE, true, Album.administrator(alice));
        Asset.committed(album);

        assertThat(sync(bob, null).getList("entries")).isEmpty();
        assertThat(sync(bob, cursor).getList("entries")).isEmpty();
        assertThat(sync(Person.named("carol"), null).getList("entries")).isEmpty();
        assertThat(sync(Person.on("other.localhost", "x"), null).getList("entries"))
                .isEmpty();
    }

    @Test
    void shouldShowEverything_whenAMemberJoinsLater() {
        var asset = Asset.committed(album);
        var carol = Person.named("carol").published();
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.reader(bob), Album.reader(carol));

        assertThat(sync(carol, null).<String>getList("entries.asset_id")).containsExactly(asset.id.toString());
    }

    @Test
    void shouldRefuseTheCursor_whenItIsAnothersOrForged() {
        Asset.committed(album);
        var cursor = sync(bob, null).getString("next_cursor");
        var forged = new SyncCursor(bob.user(), Map.of(), 0).encode(Secret.of(new byte[32]));
        var flipped = (cursor.charAt(0) == 'A' ? 'B' : 'A') + cursor.substring(1);

        refused(alice, cursor);
        for (var bad : List.of(forged, flipped, cursor + "A", "x", "%00")) {
            refused(bob, bad);
        }
    }

    @Test
    void shouldBoundTheLimit_whenItIsOutOfRange() {
        for (var bad : List.of("0", "-1", "ten", "99999999999")) {
            Expect.refused(
                    ReasonCode.BODY_MALFORMED,
                    () -> Api.as(bob).queryParam("limit", bad).get("/sync"));
        }
    }

    @Test
    void shouldServeAtMost500Entries_100WhereNoneAreAskedFor() {
        var asset = Asset.committed(album);
        Tables.execute("insert into asset select (jsonb_populate_record(a,"
                + " jsonb_build_object('asset_id', uuidv7(), 'sync_seq', 1 + n))).* from asset a,"
                + " generate_series(1, 501) n where asset_id = '" + asset.id + "'");
        Tables.execute("update album_state set sync_seq = 502 where album_id = '" + album.id + "'");

        var page = sync(bob, null, 999_999_999);

        assertThat(page.getList("entries")).hasSize(500);
        assertThat(page.getBoolean("has_more")).isTrue();
        var rest = sync(bob, page.getString("next_cursor"), 500);
        assertThat(rest.getList("entries")).hasSize(2);
        assertThat(rest.getBoolean("has_more")).isFalse();
        assertThat(rest.getLong("entries[1].sync_seq")).isEqualTo(502);
        for (var unsaid : List.of("/sync", "/sync?limit=")) {
            assertThat(Api.get(bob, unsaid).jsonPath().getList("entries")).hasSize(100);
        }
    }

    /** Their position would else outlive the membership, and what came in between would be missed. */
    @Test
    void shouldShowEverythingAgain_whenARemovedMemberComesBack() {
        var asset = Asset.committed(album);
        var before = sync(bob, null).getString("next_cursor");
        album.attest(EpochOp.REMOVE, true, Album.administrator(alice));
        var without = sync(bob, before).getString("next_cursor");
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.reader(bob));

        assertThat(sync(bob, without).<String>getList("entries.asset_id")).containsExactly(asset.id.toString());
    }

    @Test
    void shouldServeOldProtocols_whenReading() {
        var asset = Asset.committed(album);
        for (var path : List.of(
                "/sync",
                "/albums",
                "/albums/" + album.id,
                "/albums/" + album.id + "/upgrade",
                "/albums/" + album.id + "/log/checkpoint",
                "/assets/" + asset.id + "/provenance",
                "/directories/" + alice.user())) {
            for (var versions : List.of(List.<String>of(), List.of("2020-01-01"), List.of("2099-01-01"))) {
                var response = Api.getWith(bob, versions, path);
                assertThat(response.statusCode()).as(path + " " + versions).isEqualTo(200);
                assertThat(response.header("Capsule-Protocol-Min")).isEqualTo(Api.PROTOCOL);
                assertThat(response.header("Capsule-Protocol-Max")).isEqualTo(Api.PROTOCOL);
            }
            for (var versions :
                    List.of(List.of("yesterday"), List.of("2026-13-01"), List.of(Api.PROTOCOL, Api.PROTOCOL))) {
                Expect.refused(ReasonCode.PROTOCOL_MALFORMED, () -> Api.getWith(bob, versions, path));
            }
        }
    }

    @Test
    void shouldGiveTheSameMembersInCbor_whenAsked() throws IOException {
        var asset = Asset.committed(album);

        var response = Api.as(bob).accept("application/cbor").get("/sync");

        assertThat(response.contentType()).isEqualTo("application/cbor");
        var entry =
                Mappers.cbor().readTree(response.asByteArray()).get("entries").get(0);
        assertThat(Bytes.of(entry.get("manifest").binaryValue()))
                .isEqualTo(asset.head().encoded());
        assertThat(entry.get("asset_id").binaryValue()).isEqualTo(asset.id.bytes());
    }

    @Test
    void shouldEndThePage_whenItsBytesAreEnough() {
        for (int i = 0; i < 9; i++) {
            var asset = Asset.in(album);
            asset.commit(asset.large());
        }

        var page = sync(bob, null, 500);

        assertThat(page.getList("entries")).hasSizeBetween(5, 8);
        assertThat(page.getBoolean("has_more")).isTrue();
        var rest = sync(bob, page.getString("next_cursor"), 500);
        assertThat(page.getList("entries").size() + rest.getList("entries").size())
                .isEqualTo(9);
        Api.get(bob, "/sync").then().statusCode(200).body("has_more", equalTo(true));
    }

    private static void refused(Person person, String cursor) {
        Expect.refused(
                ReasonCode.CURSOR_INVALID,
                () -> Api.as(person).queryParam("cursor", cursor).get("/sync"));
    }

    private static String text(int index, Asset asset) {
        return Base64Url.encode(asset.chain.get(index).encoded().toArray());
    }

    private static JsonPath sync(Person person, String cursor) {
        return sync(person, cursor, 100);
    }

    private static JsonPath sync(Person person, String cursor, int limit) {
        var request = Api.as(person).queryParam("limit", limit);
        if (cursor != null) {
            request.queryParam("cursor", cursor);
        }
        var response = request.get("/sync");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.jsonPath();
    }
}
