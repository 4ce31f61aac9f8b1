package dev.capsule.validation.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LogTest extends ServiceTest {
    private Person alice;
    private Album album;
    private Asset asset;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
        asset = Asset.committed(album);
    }

    /** A checkpoint whose signature has been verified with the key it came with. */
    private record Note(long size, Sha256 root) {
        static Note of(String text, String verifierKey, String name) {
            var lines = text.lines().toList();
            assertThat(lines.get(0)).isEqualTo(name);
            var body = String.join("\n", lines.subList(0, 3)) + "\n";
            assertThat(lines.get(3)).isEmpty();
            assertThat(lines.get(4)).startsWith("\u2014 " + name + " ");
            byte[] signature = Base64.getDecoder().decode(lines.get(4).substring(name.length() + 3));
            var parts = verifierKey.split("\\+", 3);
            byte[] key = Base64.getDecoder().decode(parts[2]);
            assertThat(parts[0]).isEqualTo(name);
            assertThat(Arrays.copyOf(signature, 4)).isEqualTo(HexFormat.of().parseHex(parts[1]));
            assertThat(key[0]).isEqualTo((byte) 1);
            Signatures.verifyOperational(
                    Bytes.of(Arrays.copyOfRange(key, 1, key.length)),
                    body.getBytes(StandardCharsets.UTF_8),
                    Bytes.of(Arrays.copyOfRange(signature, 4, signature.length)));
            return new Note(
                    Long.parseLong(lines.get(1)), Sha256.of(Base64.getDecoder().decode(lines.get(2))));
        }
    }

    @Test
    void shouldSignTheStateOfTheLog_onEveryPage() {
        asset.write(Action.DELETE);

        var page = Api.get(alice, "/sync").jsonPath();

        assertThat(page.<String>getList("checkpoints.album_id")).containsExactly(album.id.toString());
        var note = Note.of(
                page.getString("checkpoints[0].checkpoint"), page.getString("checkpoints[0].verifier_key"), name());
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
            assertThat(Proofs.inclusion(leaf, proof.getLong("tree_size"), Merkle.leaf(hash), hashes(proof, "path")))
                    .isEqualTo(note.root());
        }
        for (int old : new int[] {1, 2, 100, 255, 256, 257, 259}) {
            var proof = log("consistency?from=" + old + "&to=260");
            assertThat(Proofs.consistent(old, 260, model(old), note.root(), hashes(proof, "proof")))
                    .isTrue();
        }
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

    private String name() {
        return "home.localhost/albums/" + album.id;
    }

    private Note checkpoint() {
        var answer = log("checkpoint");
        return Note.of(answer.getString("checkpoint"), answer.getString("verifier_key"), name());
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
        var frontier = MerkleFrontier.EMPTY;
        for (var manifest : asset.chain.subList(0, size)) {
            frontier = frontier.append(manifest.hash()).frontier();
        }
        return frontier.root();
    }
}
