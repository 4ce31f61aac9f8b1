package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.TestClock;
import dev.capsule.validation.gate.AssetState;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.gate.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A request with several defects is refused for the first one in the order of the contract (server-invariants 1): a sound
 * metadata-update that asks to be admitted, spoiled in every pair of ways.
 */
class CheckOrderTest {
    private static final OperationId OPERATION = OperationId.generate();

    /** Where a defect lies: in fields by their keys, or in the state of things. */
    private record Defect(ReasonCode code, List<Long> keys, Consumer<Edit> edit, Consumer<CheckOrderTest> state) {
        static Defect field(ReasonCode code, long key, Cbor value) {
            return new Defect(code, List.of(key), edit -> edit.set(key, value), test -> {});
        }

        static Defect state(ReasonCode code, Consumer<CheckOrderTest> change) {
            return new Defect(code, List.of(), edit -> {}, change);
        }

        boolean touches(Defect other) {
            return keys.stream().anyMatch(other.keys::contains);
        }
    }

    private static final List<Defect> IN_ORDER = List.of(
            Defect.field(ReasonCode.MANIFEST_MALFORMED, 9, Cbor.of(65536)),
            Defect.field(ReasonCode.UNKNOWN_CRYPTO_SUITE, 1, Cbor.of(2)),
            Defect.field(ReasonCode.HASH_LENGTH, 6, Cbor.of(new byte[31])),
            Defect.field(ReasonCode.KEY_MODE_UNKNOWN, 11, Cbor.of("escrowed")),
            Defect.state(ReasonCode.ACCOUNT_SUSPENDED, CheckOrderTest::suspend),
            Defect.field(ReasonCode.ALBUM_NOT_WRITABLE, 4, Cbor.of(AlbumId.generate())),
            Defect.state(ReasonCode.HOME_SERVER_ONLY, test -> test.change(row -> row.home = Optional.of("a.example"))),
            Defect.field(ReasonCode.ALBUM_PIN_MISMATCH, 2, Cbor.of("2026-05-30")),
            Defect.state(ReasonCode.ALBUM_FROZEN, test -> test.change(row -> row.frozen = true)),
            Defect.state(ReasonCode.ALBUM_UPGRADE_PENDING, CheckOrderTest::upgrade),
            Defect.field(ReasonCode.CREATOR_MISMATCH, 13, Cbor.of(UserId.generate())),
            Defect.field(ReasonCode.DEVICE_UNKNOWN, 14, Cbor.of(DeviceId.generate())),
            Defect.field(ReasonCode.DEVICE_ADDED_AFTER, 16, Cbor.of("2020-01-01T00:00:00.000Z")),
            Defect.state(ReasonCode.DEVICE_REVOKED, CheckOrderTest::revoke),
            new Defect(ReasonCode.DEVICE_SIG_INVALID, List.of(30L), edit -> edit.breakSignature(30, 1), test -> {}),
            new Defect(ReasonCode.WRITE_SIG_INVALID, List.of(31L), edit -> edit.breakSignature(31, 0), test -> {}),
            Defect.field(ReasonCode.TIMESTAMP_MALFORMED, 16, Cbor.of("now")),
            Defect.field(ReasonCode.TIMESTAMP_DRIFT, 16, Cbor.of("2099-01-01T00:00:00.000Z")),
            Defect.field(ReasonCode.ACTION_UNKNOWN, 17, Cbor.of("purge")),
            Defect.state(ReasonCode.OPERATION_CONFLICT, CheckOrderTest::useOperation),
            new Defect(ReasonCode.PRIOR_HASH_REQUIRED, List.of(18L), edit -> edit.remove(18), test -> {}),
            Defect.field(ReasonCode.STALE_REVIVAL, 18, Cbor.of(new byte[32])),
            Defect.state(ReasonCode.ACTION_NOT_ALLOWED, CheckOrderTest::trash),
            Defect.field(ReasonCode.MANIFEST_MALFORMED, 8, Cbor.of(7)),
            Defect.field(ReasonCode.AMK_VERSION_REGRESSED, 5, Cbor.of(1)));

    private final History history = History.of(new Random(1), 0);
    private final Asset asset = Asset.in(history.album);
    private final AlbumKey key = Histories.key(history);
    private Workspace workspace = Histories.workspace(history);

    @Test
    void shouldTakeIt_whenNothingIsWrong() {
        prepare();

        assertThat(codeOf(sound(), List.of())).isEmpty();
    }

    @Test
    void shouldReportTheFirst_ofEveryTwoDefects() {
        for (int first = 0; first < IN_ORDER.size(); first++) {
            assertFirst(IN_ORDER.get(first), List.of(IN_ORDER.get(first)));
            for (int second = first + 1; second < IN_ORDER.size(); second++) {
                if (!IN_ORDER.get(first).touches(IN_ORDER.get(second))) {
                    assertFirst(IN_ORDER.get(first), List.of(IN_ORDER.get(first), IN_ORDER.get(second)));
                }
            }
        }
    }

    private void assertFirst(Defect first, List<Defect> defects) {
        prepare();
        defects.forEach(defect -> defect.state().accept(this));
        assertThat(codeOf(sound(), defects))
                .as("%s", defects.stream().map(Defect::code).toList())
                .contains(first.code());
    }

    /** A live asset, written in epoch 2. */
    private void prepare() {
        asset.chain.clear();
        workspace = Histories.workspace(history);
        var draft = asset.create();
        asset.chain.add(draft.manifest());
        var unused = Histories.accept(
                workspace,
                history.claim(history.alice, draft.manifest(), new Carriage.Landed(draft.blobs(), draft.metadata())));
        change(row -> row.highestEpoch = 2);
    }

    private Manifest sound() {
        return asset.draft(Action.METADATA_UPDATE, TestClock.now()).manifest();
    }

    /** Signed by the right keys after the fields were changed; signatures are broken last. */
    private Optional<ReasonCode> codeOf(Manifest sound, List<Defect> defects) {
        var edit = Edit.of(sound).set(5, Cbor.of(2));
        defects.stream().filter(defect -> !breaksSignature(defect)).forEach(defect -> defect.edit()
                .accept(edit));
        long epoch = defects.stream().anyMatch(defect -> defect.keys().contains(5L)) ? 1 : 2;
        byte[] signed = history.signed(edit, history.alice, epoch);
        try {
            return verdict(spoiled(signed, defects));
        } catch (RefusalException e) {
            return Optional.of(e.code());
        }
    }

    private static byte[] spoiled(byte[] signed, List<Defect> defects) {
        var breaking = defects.stream().filter(CheckOrderTest::breaksSignature).toList();
        if (breaking.isEmpty()) {
            return signed;
        }
        var edit = Edit.of(Manifest.decode(signed));
        breaking.forEach(defect -> defect.edit().accept(edit));
        return edit.unsigned();
    }

    private static boolean breaksSignature(Defect defect) {
        return defect.keys().stream().anyMatch(key -> key == 30 || key == 31);
    }

    private Optional<ReasonCode> verdict(byte[] bytes) {
        var claim = new Claim(
                history.tenant,
                history.alice.user(),
                Manifest.decode(bytes),
                Optional.empty(),
                Optional.of(OPERATION),
                new Carriage.Announced());
        return switch (Histories.judge(workspace, claim)) {
            case Verdict.Rejected(var refusal) -> Optional.of(refusal.code());
            case Verdict.Accepted accepted -> Optional.empty();
            case Verdict.Duplicate duplicate -> throw new AssertionError("a duplicate");
        };
    }

    /** The row of the album, with what a defect changes. */
    private static final class Row {
        private Optional<String> home;
        private boolean frozen;
        private long highestEpoch;
        private Optional<Situation.Upgrade> upgrade;

        Row(AlbumRow row) {
            home = row.home();
            frozen = row.frozen();
            highestEpoch = row.highestEpoch();
            upgrade = row.upgrade();
        }
    }

    private void change(Consumer<Row> change) {
        var row = workspace.albums.get(key);
        var changed = new Row(row);
        change.accept(changed);
        workspace.albums.put(
                key,
                new AlbumRow(
                        key,
                        row.pin(),
                        changed.home,
                        row.ceiling(),
                        row.minWriteEpoch(),
                        changed.highestEpoch,
                        row.syncSeq(),
                        changed.frozen,
                        changed.upgrade,
                        row.forkedFrom(),
                        row.log()));
    }

    private void upgrade() {
        var deadline = TestClock.now().plus(Duration.ofDays(1));
        change(row -> row.upgrade = Optional.of(new Situation.Upgrade(IntentId.generate(), deadline)));
    }

    private Workspace.UserKey alice() {
        return new Workspace.UserKey(history.tenant, history.alice.user());
    }

    private void suspend() {
        workspace.suspended.add(alice());
    }

    private void useOperation() {
        workspace.operations.put(new Workspace.OperationKey(alice(), OPERATION), Sha256.ZERO);
    }

    private void revoke() {
        var id = new Keys.DeviceKey(history.tenant, history.alice.user(), history.alice.device());
        var device = workspace.keys.devices().get(id);
        var revoked = new Situation.Device(
                device.key(),
                device.addedAt(),
                Optional.of(new Timestamp(TestClock.now().minusSeconds(1))));
        var changed = new Workspace(new Keys(Map.of(id, revoked), workspace.keys.epochs()));
        changed.albums.putAll(workspace.albums);
        changed.members.putAll(workspace.members);
        changed.suspended.addAll(workspace.suspended);
        changed.assets.putAll(workspace.assets);
        changed.contents.putAll(workspace.contents);
        changed.successors.putAll(workspace.successors);
        changed.operations.putAll(workspace.operations);
        workspace = changed;
    }

    private void trash() {
        var id = new AssetKey(history.tenant, asset.id);
        var row = workspace.assets.get(id);
        workspace.assets.put(
                id,
                new AssetRow(
                        row.key(),
                        row.album(),
                        AssetState.TRASHED,
                        row.head(),
                        row.content(),
                        row.metadata(),
                        row.original(),
                        row.metadataBlob(),
                        row.retentionUntil(),
                        row.syncSeq(),
                        row.change(),
                        row.changedAt()));
    }
}
