package dev.capsule.validation.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.DerivativeRole;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.body.Base64Url;
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
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DerivativeTest extends ServiceTest {
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
    void shouldBeginAChainOfItsOwn_whenAdded() {
        var thumbnail = Derivatives.thumbnail(asset, "image/webp", null);

        var event = commit(thumbnail);

        assertThat(event.change()).isEqualTo(ChangeKind.DERIVATIVE);
        assertThat(event.syncSeq()).isEqualTo(2);
        assertThat(event.added()).extracting(BlobRef::hash).containsExactly(thumbnail.ciphertextHash());
        // the chain of the asset has not moved
        asset.write(Action.DELETE);
    }

    @Test
    void shouldServeTheLiveSet_newestOfEachFormat() {
        var webp = Derivatives.thumbnail(asset, "image/webp", null);
        commit(webp);
        var jxl = Derivatives.thumbnail(asset, "image/jxl", webp.hash());
        commit(jxl);
        var better = Derivatives.thumbnail(asset, "image/webp", jxl.hash());

        var event = commit(better);

        assertThat(event.released()).extracting(BlobRef::hash).containsExactly(webp.ciphertextHash());
        var entry = entry();
        assertThat(entry.<String>getList("derivative_manifests")).containsExactly(text(jxl), text(better));
        assertThat(entry.<String>getList("blobs.format")).contains("image/jxl", "image/webp");
        assertThat(entry.getString("change_kind")).isEqualTo("derivative");
        assertThat(entry.getString("manifest"))
                .isEqualTo(Base64Url.encode(asset.head().encoded().toArray()));
    }

    @Test
    void shouldKeepTheOld_whenTheNewDoesNotFollowTheHead() {
        var first = Derivatives.thumbnail(asset, "image/webp", null);
        commit(first);

        rejected(ReasonCode.STALE_REVIVAL, Derivatives.thumbnail(asset, "image/webp", null));
        rejected(
                ReasonCode.STALE_REVIVAL,
                Derivatives.thumbnail(asset, "image/webp", asset.head().hash()));
        assertThat(entry().<String>getList("derivative_manifests")).containsExactly(text(first));
    }

    @Test
    void shouldReject_whenTheAssetDoesNotExistOrIsInTheTrash() {
        rejected(ReasonCode.STALE_REVIVAL, Asset.in(album));
        asset.write(Action.DELETE);
        rejected(ReasonCode.ACTION_NOT_ALLOWED, asset);
    }

    @Test
    void shouldReject_whenASignatureOrBlobIsWrong() {
        var good = Derivatives.thumbnail(asset, "image/webp", null);
        rejected(
                ReasonCode.WRITE_SIG_INVALID,
                DerivativeManifest.decode(Edit.of(good).breakSignature(31, 0).unsigned()));
        rejected(
                ReasonCode.DEVICE_SIG_INVALID,
                DerivativeManifest.decode(Edit.of(good).breakSignature(30, 1).unsigned()));
        var event = Derivatives.bundle(asset, Derivatives.thumbnail(asset, "image/webp", null));
        var swapped = Bus.bundle(asset, good.encoded(), event.blobs(), Optional.empty());
        var before = Tables.snapshot();
        Bus.send(swapped);
        assertThat(Bus.rejected(good.hash()).code()).isEqualTo(ReasonCode.CIPHERTEXT_HASH_MISMATCH);
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldTakeOverHttp_whenTheOriginalServesTheTier() {
        var sentinel = Derivatives.original(asset, DerivativeRole.PREVIEW);

        asset.post(sentinel).then().statusCode(201);
        asset.post(sentinel).then().statusCode(200);

        assertThat(entry().<String>getList("derivative_manifests")).containsExactly(text(sentinel));
        assertThat(entry().<String>getList("blobs.role")).containsExactly("original", "metadata");
        var other = Derivatives.build(
                asset, DerivativeRole.THUMBNAIL, DerivativeManifest.FORMAT_ORIGINAL, Sha256.ZERO, 1000, null);
        Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> asset.post(other));
        var uploaded = Derivatives.thumbnail(asset, "image/webp", null);
        Expect.refused(ReasonCode.CIPHERTEXT_HASH_MISMATCH, () -> asset.post(uploaded));
    }

    @Test
    void shouldHaveNoRouteThatOverwrites() {
        var thumbnail = Derivatives.thumbnail(asset, "image/webp", null);
        commit(thumbnail);
        var before = Tables.snapshot();

        for (var method : List.of("PUT", "PATCH", "DELETE")) {
            for (var path : List.of(
                    "/manifests",
                    "/manifests/" + thumbnail.hash(),
                    "/assets/" + asset.id,
                    "/assets/" + asset.id + "/derivatives",
                    "/assets/" + asset.id + "/derivatives/thumbnail")) {
                int status = Api.signing(alice)
                        .body(new byte[1])
                        .request(method, path)
                        .statusCode();
                assertThat(status).as(method + " " + path).isIn(404, 405);
            }
        }
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuse_whenAReplaceHasNoPrior() {
        var add = Derivatives.original(asset, DerivativeRole.PREVIEW);
        byte[] replace =
                Edit.of(add).set(15, Cbor.of("derivative-replace")).signed(alice.deviceKey(), album.writeTier(1));

        Expect.refused(ReasonCode.PRIOR_HASH_REQUIRED, () -> Api.post(alice, "/manifests", replace));
    }

    @Test
    void shouldListDerivativesAfterTheAssetsOwnChain() {
        commit(Derivatives.thumbnail(asset, "image/webp", null));
        asset.commit(asset.draft(Action.METADATA_UPDATE, TestClock.now()));

        byte[] chain = Api.get(alice, "/assets/" + asset.id + "/provenance").asByteArray();

        var items = CborDecoder.decodeSequence(chain, CborLimits.ofBytes(1 << 20), 10);
        assertThat(items).hasSize(3);
        var last = ProvenanceRecord.of(CborMap.of(items.getLast()));
        assertThat(Manifest.decode(last.manifest().toArray())).isInstanceOf(DerivativeManifest.class);
    }

    private ManifestCommitted commit(DerivativeManifest manifest) {
        Bus.send(Derivatives.bundle(asset, manifest));
        return Bus.committed(manifest.hash());
    }

    private void rejected(ReasonCode code, Asset of) {
        rejected(code, of, Derivatives.thumbnail(of, "image/webp", null));
    }

    private void rejected(ReasonCode code, DerivativeManifest manifest) {
        rejected(code, asset, manifest);
    }

    private static void rejected(ReasonCode code, Asset of, DerivativeManifest manifest) {
        var before = Tables.snapshot();
        Bus.send(Derivatives.bundle(of, manifest));
        assertThat(Bus.rejected(manifest.hash()).code()).isEqualTo(code);
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    private JsonPath entry() {
        var page = Api.get(alice, "/sync").jsonPath();
        page.setRootPath("entries[0]");
        return page;
    }

    private static String text(DerivativeManifest manifest) {
        return Base64Url.encode(manifest.encoded().toArray());
    }
}
