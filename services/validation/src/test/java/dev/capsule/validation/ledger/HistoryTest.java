package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.TestClock;
import dev.capsule.validation.gate.AssetState;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Gate;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.transparency.MerkleFrontier;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories through gate and ledger state, without a database; each seed is one history. */
class HistoryTest {
    private static final int STEPS = 12;
    private static final Set<ReasonCode> FLIPPED = EnumSet.of(
            ReasonCode.MANIFEST_MALFORMED,
            ReasonCode.UNKNOWN_CRYPTO_SUITE,
            ReasonCode.HASH_LENGTH,
            ReasonCode.KEY_MODE_UNKNOWN,
            ReasonCode.ALBUM_NOT_WRITABLE,
            ReasonCode.ALBUM_PIN_MISMATCH,
            ReasonCode.CREATOR_MISMATCH,
            ReasonCode.DEVICE_UNKNOWN,
            ReasonCode.DEVICE_ADDED_AFTER,
            ReasonCode.DEVICE_SIG_INVALID,
            ReasonCode.WRITE_SIG_INVALID);

    private final Person alice = Person.named("alice");
    private final Album album = Album.of(alice);
    private final AlbumKey key = new AlbumKey(new TenantId(alice.host()), album.id);
    private final List<Asset> assets = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldAcceptEveryValidHistory_andAgreeWithTheModel(long seed) {
        var history = history(new Random(seed));
        var workspace = workspace();

        var leaves = run(workspace, history);

        var model = MerkleFrontier.EMPTY;
        for (var leaf : leaves) {
            model = model.append(leaf).frontier();
        }
        var row = workspace.albums.get(key);
        assertThat(row.log().root()).isEqualTo(model.root());
        assertThat(row.syncSeq()).isEqualTo(history.size());
        for (var asset : assets) {
            var stored = workspace.assets.get(new AssetKey(key.tenant(), asset.id));
            assertThat(stored.head()).isEqualTo(asset.head().hash());
            assertThat(stored.content()).isEqualTo(asset.content().hash());
            assertThat(stored.state())
                    .isEqualTo(asset.head().action() == Action.DELETE ? AssetState.TRASHED : AssetState.LIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void shouldRefuseEveryFlippedBit(long seed) {
        var random = new Random(seed);
        var history = history(random);
        var workspace = workspace();
        for (var claim : history) {
            for (int i = 0; i < 8; i++) {
                byte[] bytes = claim.manifest().encoded().toArray();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(codeOf(workspace, claim, bytes)).isIn(FLIPPED);
            }
            accept(workspace, claim);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void shouldAnswerEveryReplayWithItsReceipt_andRefuseEveryDrop(long seed) {
        var random = new Random(seed);
        var history = history(random);
        var workspace = workspace();
        run(workspace, history);
        for (int i = 0; i < history.size(); i++) {
            var verdict = judge(workspace, history.get(i));
            assertThat(verdict).isInstanceOf(Verdict.Duplicate.class);
            assertThat(((Verdict.Duplicate) verdict).receipt().syncSeq()).isEqualTo(i + 1L);
        }

        int dropped = random.nextInt(history.size());
        var next = successor(history, dropped);
        if (next.isPresent()) {
            var without = workspace();
            run(without, history.subList(0, dropped));
            assertThat(judge(without, next.get()))
                    .isInstanceOfSatisfying(
                            Verdict.Rejected.class,
                            rejected -> assertThat(rejected.refusal().code()).isEqualTo(ReasonCode.STALE_REVIVAL));
        }
    }

    private static Optional<Claim> successor(List<Claim> history, int index) {
        Sha256 hash = history.get(index).manifest().hash();
        return history.stream()
                .filter(claim -> claim.manifest().priorHash().equals(Optional.of(hash)))
                .findFirst();
    }

    /** Creates, and on what there is any action its state allows. */
    private List<Claim> history(Random random) {
        var history = new ArrayList<Claim>();
        for (int i = 0; i < STEPS; i++) {
            Asset asset;
            Action action;
            if (assets.isEmpty() || random.nextInt(4) == 0) {
                asset = Asset.in(album);
                action = Action.CREATE;
                assets.add(asset);
            } else {
                asset = assets.get(random.nextInt(assets.size()));
                var allowed = asset.head().action() == Action.DELETE
                        ? List.of(Action.DELETE, Action.TRASH_RESTORE)
                        : List.of(Action.REPLACE, Action.METADATA_UPDATE, Action.DELETE);
                action = allowed.get(random.nextInt(allowed.size()));
            }
            var draft = asset.draft(action, TestClock.now());
            asset.chain.add(draft.manifest());
            history.add(claim(
                    draft.manifest(),
                    action.carriesMetadata()
                            ? new Carriage.Landed(draft.blobs(), draft.metadata())
                            : new Carriage.Bare(Optional.empty())));
        }
        return history;
    }

    private Claim claim(Manifest manifest, Carriage carriage) {
        return new Claim(key.tenant(), alice.user(), manifest, Optional.empty(), Optional.empty(), carriage);
    }

    private List<Sha256> run(Workspace workspace, List<Claim> history) {
        var leaves = new ArrayList<Sha256>();
        for (var claim : history) {
            accept(workspace, claim);
            leaves.add(claim.manifest().hash());
        }
        return leaves;
    }

    private static void accept(Workspace workspace, Claim claim) {
        assertThat(judge(workspace, claim)).isEqualTo(Verdict.ACCEPTED);
        var unused = new Acceptance(workspace, new Timestamp(TestClock.now())).accept(claim);
    }

    private static Verdict judge(Workspace workspace, Claim claim) {
        return Gate.judge(claim, workspace.situationOf(claim), SignatureChecks.DIRECT, TestClock.now());
    }

    private ReasonCode codeOf(Workspace workspace, Claim claim, byte[] bytes) {
        try {
            var flipped = claim(Manifest.decode(bytes), claim.carriage());
            return switch (judge(workspace, flipped)) {
                case Verdict.Rejected(var refusal) -> refusal.code();
                case Verdict.Accepted accepted -> throw new AssertionError("accepted with a flipped bit");
                case Verdict.Duplicate duplicate -> throw new AssertionError("a duplicate with a flipped bit");
            };
        } catch (RefusalException e) {
            return e.code();
        }
    }

    private Workspace workspace() {
        var devices = Map.of(
                new Keys.DeviceKey(key.tenant(), alice.user(), alice.device()),
                new Situation.Device(alice.deviceKey().publicKey(), alice.addedAt(), Optional.empty()));
        var epochs = Map.of(new Keys.EpochKey(key, 1), album.writeTier(1).publicKey());
        var workspace = new Workspace(new Keys(devices, epochs));
        workspace.albums.put(
                key,
                new AlbumRow(
                        key,
                        "2026-05-31",
                        1,
                        1,
                        0,
                        0,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        MerkleFrontier.EMPTY));
        workspace.members.put(new Workspace.MemberKey(key, alice.user()), MemberRole.ADMIN);
        return workspace;
    }
}
