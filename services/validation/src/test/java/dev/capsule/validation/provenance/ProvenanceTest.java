package dev.capsule.validation.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProvenanceTest extends ServiceTest {
    private Person alice;
    private Person bob;
    private Asset asset;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
        asset = Asset.committed(Album.of(alice, Album.reader(bob)).created());
    }

    @Test
    void shouldGiveTheWholeChain_createFirst() {
        asset.commit(asset.draft(Action.METADATA_UPDATE, TestClock.now()));
        asset.write(Action.DELETE);

        var records = chain(bob, asset.id);

        assertThat(records)
                .extracting(ProvenanceRecord::manifest)
                .containsExactlyElementsOf(
                        asset.chain.stream().map(AssetManifest::encoded).toList());
        assertThat(records).allSatisfy(r -> {
            assertThat(r.assetId()).isEqualTo(asset.id);
            assertThat(r.receivedAt()).isPresent();
        });
    }

    @Test
    void shouldGiveEveryRecord_whenTheChainIsLongerThanAPage() {
        for (int i = 0; i < 65; i++) {
            asset.write(Action.DELETE);
            asset.write(Action.TRASH_RESTORE);
        }

        assertThat(chain(bob, asset.id)).hasSize(131);
    }

    @Test
    void shouldSayNotFound_whenTheCallerIsNoMember() {
        var carol = Person.named("carol").published();

        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(carol, "/assets/" + asset.id + "/provenance"));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(bob, "/assets/" + AssetId.generate() + "/provenance"));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(bob, "/assets/" + bob.user() + "/provenance"));
    }

    @Test
    void shouldHaveNoWayToChangeIt() {
        for (var method : List.of("PUT", "PATCH", "DELETE", "POST")) {
            var before = Tables.snapshot();
            int status = Api.signing(alice)
                    .body(new byte[1])
                    .request(method, "/assets/" + asset.id + "/provenance")
                    .statusCode();
            assertThat(status).isIn(404, 405);
            assertThat(Tables.snapshot()).isEqualTo(before);
        }
    }

    private static List<ProvenanceRecord> chain(Person person, AssetId asset) {
        var response = Api.get(person, "/assets/" + asset + "/provenance");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("application/cbor");
        return CborDecoder.decodeSequence(response.asByteArray(), CborLimits.ofBytes(16 << 20), 1000).stream()
                .map(CborMap::of)
                .map(ProvenanceRecord::of)
                .toList();
    }
}
