package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.DerivativeRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Gate;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bounds that a running service can't be brought to exactly: times to the millisecond, sizes, rare states. */
class BoundaryTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration THIRTY_DAYS = Duration.ofDays(30);

    private final History history = History.of(new Random(1), 0);
    private final Workspace workspace = Histories.workspace(history);
    private final Asset asset = Asset.in(history.album);

    @Test
    void shouldTakeExactlyThirtyDays_bothWays() {
        var claim = create();
        var at = claim.manifest().timestamp().instant();

        for (var now : new Instant[] {at.plus(THIRTY_DAYS), at.minus(THIRTY_DAYS)}) {
            assertThat(judge(claim, now)).isEqualTo(Verdict.ACCEPTED);
        }
        assertRefused(
                ReasonCode.TIMESTAMP_DRIFT, judge(claim, at.plus(THIRTY_DAYS).plus(MILLI)));
        assertRefused(
                ReasonCode.TIMESTAMP_DRIFT, judge(claim, at.minus(THIRTY_DAYS).minus(MILLI)));
    }

    @Test
    void shouldRefuseADevice_fromTheMomentOfItsRevocation() {
        var claim = create();
        var at = claim.manifest().timestamp().instant();
        var key = Keys.DeviceKey.of(claim);
        var device = workspace.keys.devices().get(key);
        var revoked = new Situation.Device(device.key(), device.addedAt(), Optional.of(new Timestamp(at)));
        var keys = new Keys(java.util.Map.of(key, revoked), workspace.keys.epochs());
        var then = new Workspace(keys);
        then.albums.putAll(workspace.albums);
        then.members.putAll(workspace.members);

        assertThat(judge(then, claim, at.minus(MILLI))).isEqualTo(Verdict.ACCEPTED);
        assertRefused(ReasonCode.DEVICE_REVOKED, judge(then, claim, at));
    }

    @Test
    void shouldTakeARestore_untilTheMomentBeforeTheEnd() {
        accept(create());
        var delete = asset.draft(Action.DELETE, now()).manifest();
        accept(bare(delete));
        var end = delete.retentionUntil().orElseThrow().instant();
        var restore = bare(asset.draft(Action.TRASH_RESTORE, end).manifest());

        assertThat(judge(restore, end.minus(MILLI))).isEqualTo(Verdict.ACCEPTED);
        assertRefused(ReasonCode.RETENTION_EXPIRED, judge(restore, end));
    }

    @Test
    void shouldTakeARetention_fromNoneToTenYears() {
        accept(create());
        var delete = asset.draft(Action.DELETE, now()).manifest();
        var at = delete.timestamp().instant();
        var tenYears = at.atOffset(java.time.ZoneOffset.UTC).plusYears(10).toInstant();

        for (var until : new Instant[] {at, tenYears}) {
            assertThat(judge(until(delete, until), at)).isEqualTo(Verdict.ACCEPTED);
        }
        for (var until : new Instant[] {at.minus(MILLI), tenYears.plus(MILLI)}) {
            assertRefused(ReasonCode.MANIFEST_MALFORMED, judge(until(delete, until), at));
        }
    }

    /** Before the time itself is compared, and never left to whoever reads the field next. */
    @Test
    void shouldRefuseAMalformedRetention_evenFarFromTheClock() {
        accept(create());
        var delete = asset.draft(Action.DELETE, now()).manifest();
        var claim = bareOf(history.signed(Edit.of(delete).set(19, Cbor.of("tomorrow")), history.alice, 1));

        assertRefused(ReasonCode.TIMESTAMP_MALFORMED, judge(claim, now()));
        assertRefused(ReasonCode.TIMESTAMP_MALFORMED, judge(claim, now().plus(Duration.ofDays(31))));
    }

    @Test
    void shouldBlockWrites_untilTheDeadlineOfTheUpgrade() {
        var claim = create();
        accept(claim);
        var write = bare(asset.draft(Action.DELETE, now()).manifest());
        var deadline = write.manifest().timestamp().instant();
        var row = workspace.albums.get(Histories.key(history));
        workspace.albums.put(
                row.key(),
                new AlbumRow(
                        row.key(),
                        row.pin(),
                        row.home(),
                        row.ceiling(),
                        row.minWriteEpoch(),
                        row.highestEpoch(),
                        row.syncSeq(),
                        row.frozen(),
                        Optional.of(new Situation.Upgrade(IntentId.generate(), deadline)),
                        row.forkedFrom(),
                        row.log()));

        assertRefused(ReasonCode.ALBUM_UPGRADE_PENDING, judge(write, deadline.minus(MILLI)));
        assertThat(judge(write, deadline)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void shouldBoundTheLiveSet_butLetItsMembersBeReplaced() {
        accept(create());
        var webp = Derivatives.thumbnail(asset, "image/webp", null);
        var own = DerivativeRow.Slot.of(new AssetKey(history.tenant, asset.id), webp);
        for (int i = 0; i < 127; i++) {
            fill("filler/" + i);
        }
        assertThat(judge(landed(webp), now())).isEqualTo(Verdict.ACCEPTED);

        fill("filler/127");
        assertRefused(ReasonCode.ACTION_NOT_ALLOWED, judge(landed(webp), now()));
        workspace.derivatives.remove(slot("filler/127"));
        workspace.derivatives.put(own, new DerivativeRow(own, webp.hash(), Optional.empty()));
        assertThat(judge(landed(webp), now())).isEqualTo(Verdict.ACCEPTED);
    }

    private void fill(String format) {
        workspace.derivatives.put(slot(format), new DerivativeRow(slot(format), Sha256.ZERO, Optional.empty()));
    }

    private DerivativeRow.Slot slot(String format) {
        return new DerivativeRow.Slot(new AssetKey(history.tenant, asset.id), "thumbnail", format, "");
    }

    private Claim landed(DerivativeManifest manifest) {
        var ref = new BlobRef(BlobRole.DERIVATIVE, manifest.ciphertextHash(), 516, Optional.empty());
        return history.claim(history.alice, manifest, new Carriage.Landed(List.of(ref), Optional.empty()));
    }

    @Test
    void shouldTieAnOperationToItsContent_withinABatch() {
        accept(create());
        var operation = Optional.of(OperationId.generate());
        var delete = with(operation, asset.draft(Action.DELETE, now()).manifest());
        accept(delete);
        asset.chain.add((AssetManifest) delete.manifest());
        var restore = with(operation, asset.draft(Action.TRASH_RESTORE, now()).manifest());

        assertThat(judge(delete, now())).isInstanceOf(Verdict.Duplicate.class);
        assertRefused(ReasonCode.OPERATION_CONFLICT, judge(restore, now()));
    }

    private Claim with(Optional<OperationId> operation, AssetManifest manifest) {
        return new Claim(
                history.tenant,
                history.alice.user(),
                manifest,
                Optional.empty(),
                operation,
                new Carriage.Bare(Optional.empty()));
    }

    @Test
    void shouldRefuse_whenABlobCameTwiceOrForNothing() {
        var claim = create();
        var original = claim.carriage().blobs().getFirst();
        var other = new BlobRef(BlobRole.ORIGINAL, Sha256.ZERO, original.size(), Optional.empty());
        var metadata = claim.carriage().blobs().getLast();
        var bytes = claim.carriage().metadataBlob();

        for (var twice : List.of(List.of(other, original, metadata), List.of(original, other, metadata))) {
            assertRefused(
                    ReasonCode.CIPHERTEXT_HASH_MISMATCH,
                    judge(carried(claim, new Carriage.Landed(twice, bytes)), now()));
        }
        accept(claim);
        var thumbnail = landed(Derivatives.thumbnail(asset, "image/webp", null));
        assertThat(judge(thumbnail, now())).isEqualTo(Verdict.ACCEPTED);
        assertRefused(
                ReasonCode.METADATA_BLOB_MISMATCH,
                judge(
                        carried(
                                thumbnail,
                                new Carriage.Landed(thumbnail.carriage().blobs(), bytes)),
                        now()));
        var sentinel = Derivatives.original(asset, DerivativeRole.PREVIEW);
        assertRefused(
                ReasonCode.CIPHERTEXT_HASH_MISMATCH,
                judge(history.claim(history.alice, sentinel, new Carriage.Announced()), now()));
    }

    private Claim carried(Claim claim, Carriage carriage) {
        return history.claim(history.alice, claim.manifest(), carriage);
    }

    /** The blob goes on: releasing it would take away what the new record refers to. */
    @Test
    void shouldReleaseNothing_whenTheSameBlobIsNamedAgain() {
        var created = create();
        accept(created);
        var metadata = created.carriage().blobs().getLast();
        var bytes = created.carriage().metadataBlob();
        var update = asset.sign(asset.builder(Action.METADATA_UPDATE, now())
                .contentOf(asset.content())
                .metadata(metadata.hash()));

        var change = Histories.accept(
                workspace, history.claim(history.alice, update, new Carriage.Landed(List.of(metadata), bytes)));

        assertThat(change.added()).containsExactly(metadata);
        assertThat(change.released()).isEmpty();
    }

    /** Only an adopted drop has one, and adoption does not exist yet: the content is put there by hand. */
    @Test
    void shouldKeepAWrappedKeyAsItIs_inEveryLaterRecord() {
        accept(create());
        byte[] key = new byte[60];
        var wrapped = AssetManifest.decode(Edit.of(asset.head())
                .set(11, Cbor.of("wrapped"))
                .set(12, Cbor.of(key))
                .unsigned());
        workspace.contents.put(new AssetKey(history.tenant, asset.id), wrapped);
        var derived = asset.draft(Action.DELETE, now()).manifest();
        byte[] other = key.clone();
        other[59] = 1;

        assertRefused(
                ReasonCode.MANIFEST_MALFORMED, judge(bareOf(derived.encoded().toArray()), now()));
        assertRefused(ReasonCode.WRAPPED_KEY_INVALID, judge(bareOf(wrappedWith(derived, other)), now()));
        assertThat(judge(bareOf(wrappedWith(derived, key)), now())).isEqualTo(Verdict.ACCEPTED);
    }

    private byte[] wrappedWith(AssetManifest manifest, byte[] key) {
        return history.signed(Edit.of(manifest).set(11, Cbor.of("wrapped")).set(12, Cbor.of(key)), history.alice, 1);
    }

    private Claim bareOf(byte[] manifest) {
        return history.claim(history.alice, AssetManifest.decode(manifest), new Carriage.Bare(Optional.empty()));
    }

    private static Instant now() {
        return dev.capsule.validation.fixture.TestClock.now();
    }

    private Claim create() {
        var draft = asset.create();
        asset.chain.add(draft.manifest());
        return history.claim(history.alice, draft.manifest(), new Carriage.Landed(draft.blobs(), draft.metadata()));
    }

    private Claim bare(AssetManifest manifest) {
        asset.chain.add(manifest);
        return history.claim(history.alice, manifest, new Carriage.Bare(Optional.empty()));
    }

    private Claim until(AssetManifest delete, Instant until) {
        byte[] signed =
                history.signed(Edit.of(delete).set(19, Cbor.of(new Timestamp(until).toString())), history.alice, 1);
        return history.claim(history.alice, AssetManifest.decode(signed), new Carriage.Bare(Optional.empty()));
    }

    private void accept(Claim claim) {
        var unused = Histories.accept(workspace, claim);
    }

    private Verdict judge(Claim claim, Instant now) {
        return judge(workspace, claim, now);
    }

    private static Verdict judge(Workspace workspace, Claim claim, Instant now) {
        return Gate.judge(claim, workspace.situationOf(claim), SignatureChecks.DIRECT, now);
    }

    private static void assertRefused(ReasonCode code, Verdict verdict) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(
                        rejected.refusal().code())
                .isEqualTo(code));
    }
}
