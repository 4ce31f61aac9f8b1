package dev.capsule.validation.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BundleTest extends ServiceTest {
    private Person alice;
    private Album album;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
    }

    @Test
    void shouldCommitAndAnnounce_whenTheBundleIsGood() {
        var asset = Asset.in(album);
        var draft = asset.create();

        var event = Bus.commit(asset, draft);

        assertThat(event.change()).isEqualTo(ChangeKind.CREATED);
        assertThat(event.syncSeq()).isEqualTo(1);
        assertThat(event.manifest()).isEqualTo(draft.manifest().encoded());
        assertThat(event.added()).isEqualTo(draft.blobs());
        assertThat(event.released()).isEmpty();
        assertThat(event.uploads())
                .isEqualTo(draft.blobs().stream()
                        .map(ref -> ref.upload().orElseThrow())
                        .toList());
    }

    @Test
    void shouldReleaseWhatIsSuperseded_whenContentOrMetadataChanges() {
        var asset = Asset.in(album);
        var created = asset.create();
        asset.commit(created);
        var update = asset.draft(Action.METADATA_UPDATE, TestClock.now());
        var updated = Bus.commit(asset, update);
        asset.chain.add(update.manifest());
        var replaced = Bus.commit(asset, asset.draft(Action.REPLACE, TestClock.now()));

        assertThat(updated.change()).isEqualTo(ChangeKind.METADATA_UPDATED);
        assertThat(hashes(updated.released()))
                .containsExactly(created.blobs().get(1).hash());
        assertThat(replaced.change()).isEqualTo(ChangeKind.REPLACED);
        assertThat(hashes(replaced.released()))
                .containsExactly(
                        created.blobs().get(0).hash(), update.blobs().get(0).hash());
        assertThat(replaced.syncSeq()).isEqualTo(3);
    }

    @Test
    void shouldRejectOneAlone_whenABatchHasABadRecord() {
        var drafts = new ArrayList<Asset.Draft>();
        for (int i = 0; i < 12; i++) {
            var asset = Asset.in(album);
            var draft = asset.create();
            if (i == 5) {
                draft = new Asset.Draft(draft.manifest(), draft.blobs(), Optional.of(Bytes.of(Asset.metadataBlob())));
            }
            drafts.add(draft);
            Bus.send(Bus.bundle(asset, draft));
        }

        for (int i = 0; i < drafts.size(); i++) {
            if (i != 5) {
                Bus.committed(drafts.get(i).manifest().hash());
            }
        }
        var rejected = Bus.rejected(drafts.get(5).manifest().hash());
        assertThat(rejected.code()).isEqualTo(ReasonCode.METADATA_BLOB_MISMATCH);
        assertThat(rejected.uploads()).hasSize(2);
        var committed = Bus.seen(ManifestCommitted.class, e -> e.album().equals(album.id));
        assertThat(committed).extracting(ManifestCommitted::syncSeq).doesNotHaveDuplicates();
    }

    @Test
    void shouldCommitAWholeChain_whenItComesInOneBatch() {
        var asset = Asset.in(album);
        var events = new ArrayList<dev.capsule.protocol.event.Event>();
        for (var action : List.of(Action.CREATE, Action.METADATA_UPDATE, Action.REPLACE, Action.METADATA_UPDATE)) {
            var draft = asset.draft(action, TestClock.now());
            asset.chain.add(draft.manifest());
            events.add(Bus.bundle(asset, draft));
        }

        events.forEach(Bus::send);

        var last = Bus.committed(asset.head().hash());
        assertThat(last.syncSeq()).isEqualTo(4);
    }

    @Test
    void shouldAnswerWithTheStoredOutcome_whenTheSameManifestComesAgain() {
        var asset = Asset.in(album);
        var draft = asset.create();
        var first = Bus.commit(asset, draft);
        var before = Tables.snapshot();

        Bus.send(Bus.bundle(asset, draft));

        var again = Bus.await(
                ManifestCommitted.class,
                e -> e.manifestHash().equals(first.manifestHash()) && !e.head().equals(first.head()));
        assertThat(again.syncSeq()).isEqualTo(first.syncSeq());
        assertThat(again.added()).isEmpty();
        assertThat(again.uploads()).isEqualTo(first.uploads());
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldHaveOneEffect_whenTheSameEventComesTwice() {
        var asset = Asset.in(album);
        var draft = asset.create();
        var event = Bus.bundle(asset, draft);
        Bus.send(event);
        Bus.send(event);
        var other = Asset.in(album);
        var after = other.create();

        other.commit(after);

        assertThat(Bus.seen(ManifestCommitted.class, e -> e.manifestHash()
                        .equals(draft.manifest().hash())))
                .hasSize(1);
    }

    @Test
    void shouldReject_whenTheBytesAreNoManifest() {
        var asset = Asset.in(album);
        var garbage = Bytes.of(new byte[] {(byte) 0xa1, 0, 0, 1});

        assertRejected(asset, garbage, asset.create(), ReasonCode.MANIFEST_MALFORMED);
    }

    @Test
    void shouldReject_whenTheManifestIsOfAnotherAsset() {
        var asset = Asset.in(album);
        var other = Asset.in(album).create();

        assertRejected(asset, other.manifest().encoded(), other, ReasonCode.MANIFEST_MALFORMED);
        // the same asset, said to be in another album
        var own = Asset.in(album).create();
        var sound = Bus.bundle(asset, own.manifest().encoded(), own.blobs(), own.metadata());
        Bus.send(new BlobsStored(
                sound.head(),
                AlbumId.generate(),
                own.manifest().assetId(),
                sound.uploader(),
                sound.manifest(),
                sound.blobs(),
                sound.metadataBlob(),
                Optional.empty(),
                Optional.empty()));
        assertThat(Bus.rejected(own.manifest().hash()).code()).isEqualTo(ReasonCode.MANIFEST_MALFORMED);
    }

    @Test
    void shouldReject_whenTheBlobsAreNotThoseNamed() {
        var asset = Asset.in(album);
        var draft = asset.create();
        var original = draft.blobs().get(0);
        var metadata = draft.blobs().get(1);
        var other = new BlobRef(original.role(), Sha256.ZERO, original.size(), original.upload());
        var otherMetadata = new BlobRef(metadata.role(), Sha256.ZERO, metadata.size(), metadata.upload());

        assertRejected(asset, List.of(other, metadata), draft.metadata(), ReasonCode.CIPHERTEXT_HASH_MISMATCH);
        assertRejected(asset, List.of(metadata), draft.metadata(), ReasonCode.CIPHERTEXT_HASH_MISMATCH);
        assertRejected(asset, List.of(original, otherMetadata), draft.metadata(), ReasonCode.METADATA_BLOB_MISMATCH);
        assertRejected(asset, List.of(original), draft.metadata(), ReasonCode.METADATA_BLOB_MISMATCH);
        assertRejected(asset, List.of(original, metadata), Optional.empty(), ReasonCode.METADATA_BLOB_MISMATCH);
    }

    @Test
    void shouldReject_whenTheMetadataEnvelopeIsWrong() {
        byte[] otherSuite = Asset.metadataBlob();
        otherSuite[1] = 2;
        byte[] littleEndian = Asset.metadataBlob();
        littleEndian[0] = 1;
        littleEndian[1] = 0;
        byte[] tooShort = new byte[29];
        tooShort[1] = 1;

        for (byte[] blob : List.of(otherSuite, littleEndian, tooShort)) {
            var asset = Asset.in(album);
            var bytes = Bytes.of(blob);
            var draft = asset.create();
            var manifest = asset.sign(asset.builder(Action.CREATE, TestClock.now())
                    .content(draft.manifest().ciphertextHash(), 1000, Bytes.of(new byte[7]))
                    .metadata(bytes.sha256()));
            var metadata = draft.blobs().get(1);
            var refs = List.of(
                    draft.blobs().get(0), new BlobRef(metadata.role(), bytes.sha256(), blob.length, metadata.upload()));
            assertRejected(
                    asset,
                    manifest.encoded(),
                    new Asset.Draft(manifest, refs, Optional.of(bytes)),
                    ReasonCode.METADATA_BLOB_MALFORMED);
        }
    }

    private void assertRejected(Asset asset, List<BlobRef> blobs, Optional<Bytes> metadata, ReasonCode code) {
        var draft = asset.create();
        // the same blobs for a fresh manifest that names the right ones would pass; these do not fit it
        var named = asset.sign(asset.builder(Action.CREATE, TestClock.now())
                .content(originalOf(blobs, draft), 1000, Bytes.of(new byte[7]))
                .metadata(metadata.map(Bytes::sha256)
                        .orElse(draft.manifest().metadataBlobHash().orElseThrow())));
        assertRejected(asset, named.encoded(), new Asset.Draft(named, blobs, metadata), code);
    }

    private static Sha256 originalOf(List<BlobRef> blobs, Asset.Draft draft) {
        return blobs.stream()
                .filter(ref -> ref.role().wireName().equals("original"))
                .map(BlobRef::hash)
                .filter(hash -> !hash.equals(Sha256.ZERO))
                .findFirst()
                .orElse(draft.manifest().ciphertextHash());
    }

    private static void assertRejected(Asset asset, Bytes manifest, Asset.Draft draft, ReasonCode code) {
        var before = Tables.snapshot();
        Bus.send(Bus.bundle(asset, manifest, draft.blobs(), draft.metadata()));
        ManifestRejected rejected = Bus.await(
                ManifestRejected.class,
                e -> e.manifestHash().equals(manifest.sha256()) && e.asset().equals(asset.id));
        assertThat(rejected.code()).isEqualTo(code);
        assertThat(rejected.uploads()).hasSameSizeAs(draft.blobs());
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    private static List<Sha256> hashes(List<BlobRef> refs) {
        return refs.stream().map(BlobRef::hash).toList();
    }
}
