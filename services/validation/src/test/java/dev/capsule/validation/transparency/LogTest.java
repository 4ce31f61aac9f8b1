package dev.capsule.validation.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.Rfc9162;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.secret.ServerSecrets;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LogTest extends ServiceTest {
    @Inject
    ServerSecrets secrets;

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
    void shouldSignTheStateOfTheLog_onEveryPage() {
        asset.write(Action.DELETE);

        var page = Api.get(alice, "/sync").jsonPath();

        assertThat(page.<String>getList("checkpoints.album_id")).containsExactly(album.id.toString());
        var note = SignedNote.open(
                page.getString("checkpoints[0].checkpoint"), page.getString("checkpoints[0].verifier_key"));
        assertThat(note.origin()).isEqualTo("home.localhost/albums/" + album.id);
        assertThat(note.size()).isEqualTo(2);
        assertThat(note.root()).isEqualTo(model(2));
        assertThat(checkpoint()).isEqualTo(note);
    }

    @Test
    void shouldProveEveryRecordAndEveryGrowth_beyondATile() {
        while (asset.chain.size() < 260) {
            asset.write(asset.head().action() == Action.DELETE ? Action.TRASH_RESTORE : Action.DELETE);
        }
        var note = checkpoint();
        assertThat(note.size()).isEqualTo(260);
        assertThat(note.root()).isEqualTo(model(260));

        for (int leaf : new int[] {0, 1, 127, 254, 255, 256, 259}) {
            var hash = asset.chain.get(leaf).hash();
            var proof = log("inclusion?hash=" + hash);
            assertThat(proof.getLong("leaf_index")).isEqualTo(leaf);
            assertThat(Rfc9162.inclusion(leaf, proof.getLong("tree_size"), Rfc9162.leaf(hash), hashes(proof, "path")))
                    .isEqualTo(note.root());
        }
        for (int old : new int[] {1, 2, 100, 255, 256, 257, 259}) {
            var proof = log("consistency?from=" + old + "&to=260");
            assertThat(Rfc9162.consistent(old, 260, model(old), note.root(), hashes(proof, "proof")))
                    .isTrue();
        }
    }

    /** The name, id and key of Go's checksum database, as everyone knows them. */
    @Test
    void shouldWorkOutKeyIds_asOthersDo() throws Exception {
        var key = SignedNote.Key.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");

        assertThat(key.expectedId()).isEqualTo(key.id());
    }

    /** Clients have pinned the key: one that came later would look like another server's. */
    @Test
    void shouldGoOnWithTheOldKey_whenANewerOneIsThere() {
        var tenant = new TenantId("rotation.localhost");
        var before = new CheckpointSigner(secrets).sign(tenant, album.id, MerkleFrontier.EMPTY);

        Tables.execute("insert into server_secret (tenant_id, purpose, position, secret) values ('" + tenant
                + "', 'log-checkpoint', 2, sha256('2'))");

        assertThat(new CheckpointSigner(secrets).sign(tenant, album.id, MerkleFrontier.EMPTY))
                .isEqualTo(before);
    }

    @Test
    void shouldSignTheEmptyLog_whenNothingWasCommitted() {
        var empty = Album.of(alice).created();

        var answer = Api.get(alice, "/albums/" + empty.id + "/log/checkpoint").jsonPath();

        var note = SignedNote.open(answer.getString("checkpoint"), answer.getString("verifier_key"));
        assertThat(note.size()).isZero();
        assertThat(note.root()).isEqualTo(Rfc9162.root(List.of()));
    }

    /** Two checkpoints under one key that no honest log could have signed both. */
    @Test
    void shouldConvictTheServer_whenItsLogIsRewoundAndForked() {
        asset.write(Action.DELETE);
        asset.write(Action.TRASH_RESTORE);
        var key = log("checkpoint").getString("verifier_key");
        var seen = checkpoint();
        assertThat(seen.size()).isEqualTo(3);

        rewind();
        var rewound = checkpoint();
        assertThat(rewound.size()).isEqualTo(1);
        Expect.refused(
                ReasonCode.BODY_MALFORMED,
                () -> Api.get(alice, "/albums/" + album.id + "/log/consistency?from=3&to=3"));
        asset.chain.subList(1, 3).clear();
        asset.write(Action.DELETE);
        asset.write(Action.TRASH_RESTORE);
        var forked = checkpoint();
        asset.write(Action.DELETE);
        var later = checkpoint();

        assertThat(log("checkpoint").getString("verifier_key")).isEqualTo(key);
        assertThat(forked.size()).isEqualTo(seen.size());
        assertThat(forked.root()).isNotEqualTo(seen.root());
        var growth = hashes(log("consistency?from=3&to=4"), "proof");
        assertThat(Rfc9162.consistent(3, 4, forked.root(), later.root(), growth))
                .isTrue();
        assertThat(Rfc9162.consistent(3, 4, seen.root(), later.root(), growth)).isFalse();
    }

    /** What a server does that puts an old backup back, or means to deceive. */
    private void rewind() {
        var ofAlbum = " where album_id = '" + album.id + "'";
        Tables.execute("alter table manifest disable trigger append_only");
        Tables.execute("delete from manifest" + ofAlbum + " and leaf > 0");
        Tables.execute("alter table manifest enable always trigger append_only");
        Tables.execute("update album_state set log_size = 1, sync_seq = 1, log_frontier = '\\x"
                + Rfc9162.leaf(asset.chain.getFirst().hash()).hex() + "'" + ofAlbum);
        Tables.execute(
                "update asset set state = 'live', head = content, retention_until = null, sync_seq = 1" + ofAlbum);
    }

    @Test
    void shouldRefuse_whenTheCallerMayNotReadOrAsksForNothing() {
        var carol = Person.named("carol").published();
        var path = "/albums/" + album.id + "/log/";

        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(carol, path + "checkpoint"));
        Expect.refused(
                ReasonCode.NOT_FOUND,
                () -> Api.get(carol, path + "inclusion?hash=" + asset.head().hash()));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(carol, path + "consistency?from=0&to=1"));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(alice, path + "inclusion?hash=" + Sha256.ZERO));
        var elsewhere = Asset.committed(Album.of(alice).created()).head().hash();
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(alice, path + "inclusion?hash=" + elsewhere));
        for (var bad : List.of(
                "inclusion",
                "inclusion?hash=x",
                "consistency?from=0",
                "consistency?from=2&to=1",
                "consistency?from=0&to=2",
                "consistency?from=-1&to=1")) {
            Expect.refused(ReasonCode.BODY_MALFORMED, () -> Api.get(alice, path + bad));
        }
    }

    private SignedNote checkpoint() {
        var answer = log("checkpoint");
        return SignedNote.open(answer.getString("checkpoint"), answer.getString("verifier_key"));
    }

    private JsonPath log(String what) {
        var response = Api.get(alice, "/albums/" + album.id + "/log/" + what);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.jsonPath();
    }

    private static List<Sha256> hashes(JsonPath answer, String member) {
        return answer.<String>getList(member).stream().map(Sha256::parse).toList();
    }

    private Sha256 model(int size) {
        return Rfc9162.root(
                asset.chain.stream().limit(size).map(AssetManifest::hash).toList());
    }
}
