package dev.capsule.validation.ledger;

import static dev.capsule.protocol.reason.ReasonCode.ACTION_UNKNOWN;
import static dev.capsule.protocol.reason.ReasonCode.ALBUM_NOT_WRITABLE;
import static dev.capsule.protocol.reason.ReasonCode.ALBUM_PIN_MISMATCH;
import static dev.capsule.protocol.reason.ReasonCode.AMK_VERSION_REGRESSED;
import static dev.capsule.protocol.reason.ReasonCode.AMK_VERSION_UNATTESTED;
import static dev.capsule.protocol.reason.ReasonCode.ASSET_EXISTS;
import static dev.capsule.protocol.reason.ReasonCode.CIPHERTEXT_HASH_MISMATCH;
import static dev.capsule.protocol.reason.ReasonCode.CREATOR_MISMATCH;
import static dev.capsule.protocol.reason.ReasonCode.DEVICE_SIG_INVALID;
import static dev.capsule.protocol.reason.ReasonCode.DEVICE_UNKNOWN;
import static dev.capsule.protocol.reason.ReasonCode.HASH_LENGTH;
import static dev.capsule.protocol.reason.ReasonCode.KEY_MODE_UNKNOWN;
import static dev.capsule.protocol.reason.ReasonCode.MANIFEST_MALFORMED;
import static dev.capsule.protocol.reason.ReasonCode.METADATA_BLOB_MISMATCH;
import static dev.capsule.protocol.reason.ReasonCode.STALE_REVIVAL;
import static dev.capsule.protocol.reason.ReasonCode.TIMESTAMP_DRIFT;
import static dev.capsule.protocol.reason.ReasonCode.TIMESTAMP_MALFORMED;
import static dev.capsule.protocol.reason.ReasonCode.UNKNOWN_CRYPTO_SUITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One field of one record of a valid history changed: by someone without the keys, and by its own author. */
class HistoryFieldsTest {
    private static final int STEPS = 14;
    private static final Cbor OTHER_HASH = Cbor.of(new byte[32]);

    /** Checked before the signatures: who can't sign is told of these all the same. */
    private static final Set<ReasonCode> BEFORE_SIGNATURES = Set.of(
            UNKNOWN_CRYPTO_SUITE,
            HASH_LENGTH,
            KEY_MODE_UNKNOWN,
            ALBUM_NOT_WRITABLE,
            ALBUM_PIN_MISMATCH,
            CREATOR_MISMATCH,
            DEVICE_UNKNOWN);

    /** A value a field may not have, and what it may be refused with where its author signs it. */
    private record Change(long key, Cbor value, Set<ReasonCode> codes) {}

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void shouldRefuseEveryChangedField_whoeverSigns(long seed) {
        var history = History.of(new Random(seed), STEPS);
        var workspace = Histories.workspace(history);
        for (var claim : history.claims) {
            var highest = workspace.albums.get(Histories.key(history)).highestEpoch();
            for (var change : changes(claim.manifest(), highest)) {
                var edited = Edit.of(claim.manifest()).set(change.key(), change.value());
                assertThat(Histories.codeOf(history, workspace, claim, edited.unsigned()))
                        .as("unsigned %s of %s", change, claim)
                        .isIn(
                                BEFORE_SIGNATURES.containsAll(change.codes())
                                        ? change.codes()
                                        : union(change.codes(), DEVICE_SIG_INVALID));
                long epoch = epochOf(change, claim.manifest());
                byte[] signed = history.signed(edited, history.authorOf(claim), epoch);
                assertThat(Histories.codeOf(history, workspace, claim, signed))
                        .as("signed %s of %s", change, claim)
                        .isIn(change.codes());
            }
            Histories.accept(workspace, claim);
        }
    }

    /** A second record in the place of every one, signed by its own author, and each under another member's name. */
    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void shouldRefuseASecondRecord_inATakenPlace(long seed) {
        var history = History.of(new Random(seed), STEPS);
        var workspace = Histories.workspace(history);
        for (var claim : history.claims) {
            var author = history.authorOf(claim);
            var other = author.equals(history.alice) ? history.bob : history.alice;
            byte[] bytes = claim.manifest().encoded().toArray();
            assertThat(Histories.codeOf(history, workspace, claim, other, bytes))
                    .isEqualTo(CREATOR_MISMATCH);
            Histories.accept(workspace, claim);
            byte[] rival = history.signed(
                    Edit.of(claim.manifest()).set(40, Cbor.of("another")),
                    author,
                    claim.manifest().amkVersion());
            assertThat(Histories.codeOf(history, workspace, claim, rival)).isIn(STALE_REVIVAL, ASSET_EXISTS);
        }
    }

    private static List<Change> changes(Manifest manifest, long highest) {
        var changes = new ArrayList<Change>();
        boolean asset = manifest instanceof AssetManifest;
        Map<String, Long> keys = asset
                ? Map.of(
                        "version", 2L, "asset", 3L, "album", 4L, "epoch", 5L, "hash", 6L, "device", 14L, "user", 13L,
                        "time", 16L, "action", 17L, "prior", 18L)
                : Map.of(
                        "version", 12L, "asset", 2L, "album", 13L, "epoch", 14L, "hash", 5L, "device", 6L, "user", 20L,
                        "time", 10L, "action", 15L, "prior", 11L);
        changes.add(new Change(0, Cbor.of("sidecar/v1"), Set.of(MANIFEST_MALFORMED)));
        changes.add(new Change(1, Cbor.of(2), Set.of(UNKNOWN_CRYPTO_SUITE)));
        changes.add(new Change(keys.get("version"), Cbor.of("2026-05-30"), Set.of(ALBUM_PIN_MISMATCH)));
        changes.add(new Change(keys.get("album"), Cbor.of(AlbumId.generate()), Set.of(ALBUM_NOT_WRITABLE)));
        changes.add(new Change(keys.get("epoch"), Cbor.of(History.EPOCHS + 1), Set.of(AMK_VERSION_UNATTESTED)));
        changes.add(new Change(keys.get("epoch"), Cbor.of(0), Set.of(MANIFEST_MALFORMED)));
        if (highest > 1) {
            changes.add(new Change(keys.get("epoch"), Cbor.of(highest - 1), Set.of(AMK_VERSION_REGRESSED)));
        }
        boolean blobs = !asset || manifest.action().carriesContent();
        changes.add(new Change(
                keys.get("hash"), OTHER_HASH, Set.of(blobs ? CIPHERTEXT_HASH_MISMATCH : MANIFEST_MALFORMED)));
        changes.add(new Change(keys.get("hash"), Cbor.of(new byte[31]), Set.of(HASH_LENGTH)));
        changes.add(new Change(keys.get("device"), Cbor.of(DeviceId.generate()), Set.of(DEVICE_UNKNOWN)));
        changes.add(new Change(
                keys.get("user"), Cbor.of(dev.capsule.protocol.id.UserId.generate()), Set.of(CREATOR_MISMATCH)));
        changes.add(new Change(
                keys.get("time"), Cbor.of("2099-01-01T00:00:00.000Z"), Set.of(TIMESTAMP_DRIFT, MANIFEST_MALFORMED)));
        changes.add(new Change(keys.get("time"), Cbor.of("now"), Set.of(TIMESTAMP_MALFORMED)));
        changes.add(new Change(keys.get("action"), Cbor.of("purge"), Set.of(ACTION_UNKNOWN)));
        if (manifest.priorHash().isPresent()) {
            changes.add(new Change(keys.get("asset"), Cbor.of(AssetId.generate()), Set.of(STALE_REVIVAL)));
            changes.add(new Change(keys.get("prior"), OTHER_HASH, Set.of(STALE_REVIVAL)));
        }
        if (manifest instanceof AssetManifest known) {
            changes.addAll(ofAsset(known));
        }
        return changes;
    }

    private static List<Change> ofAsset(AssetManifest manifest) {
        var changes = new ArrayList<Change>();
        changes.add(new Change(9, Cbor.of(65536), Set.of(MANIFEST_MALFORMED)));
        changes.add(new Change(11, Cbor.of("escrowed"), Set.of(KEY_MODE_UNKNOWN)));
        changes.add(new Change(12, Cbor.of(new byte[60]), Set.of(MANIFEST_MALFORMED)));
        if (manifest.action().carriesMetadata()) {
            changes.add(new Change(7, OTHER_HASH, Set.of(METADATA_BLOB_MISMATCH)));
        } else {
            changes.add(new Change(7, OTHER_HASH, Set.of(MANIFEST_MALFORMED)));
        }
        if (!manifest.action().carriesContent()) {
            changes.add(new Change(8, Cbor.of(manifest.plaintextSize() + 1), Set.of(MANIFEST_MALFORMED)));
            changes.add(new Change(10, Cbor.of(new byte[] {9, 9, 9, 9, 9, 9, 9}), Set.of(MANIFEST_MALFORMED)));
        }
        changes.add(new Change(19, Cbor.of("2020-01-01T00:00:00.000Z"), Set.of(MANIFEST_MALFORMED)));
        return changes;
    }

    /** Signed with the key of the epoch the changed record names, where there is one. */
    private static long epochOf(Change change, Manifest manifest) {
        long key = manifest instanceof AssetManifest ? 5 : 14;
        return change.key() == key && change.value() instanceof Cbor.Int(long epoch) ? epoch : manifest.amkVersion();
    }

    private static Set<ReasonCode> union(Set<ReasonCode> codes, ReasonCode more) {
        var all = new java.util.HashSet<>(codes);
        all.add(more);
        return all;
    }
}
