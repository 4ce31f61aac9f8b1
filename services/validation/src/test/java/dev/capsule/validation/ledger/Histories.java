package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.TestClock;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Gate;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.transparency.MerkleFrontier;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Gate and ledger state for a {@link History}, without a database. */
final class Histories {
    private Histories() {}

    static AlbumKey key(History history) {
        return new AlbumKey(history.tenant, history.album.id);
    }

    static Workspace workspace(History history) {
        var key = key(history);
        var devices = new HashMap<Keys.DeviceKey, Situation.Device>();
        var epochs = new HashMap<Keys.EpochKey, HybridPublicKey>();
        for (var person : List.of(history.alice, history.bob)) {
            devices.put(
                    new Keys.DeviceKey(key.tenant(), person.user(), person.device()),
                    new Situation.Device(person.deviceKey().publicKey(), person.addedAt(), Optional.empty()));
        }
        for (long epoch = 1; epoch <= History.EPOCHS; epoch++) {
            epochs.put(
                    new Keys.EpochKey(key, epoch),
                    history.album.writeTier(epoch).publicKey());
        }
        var workspace = new Workspace(new Keys(devices, epochs));
        workspace.albums.put(
                key,
                new AlbumRow(
                        key,
                        "2026-05-31",
                        Optional.empty(),
                        History.EPOCHS,
                        1,
                        0,
                        0,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        MerkleFrontier.EMPTY));
        workspace.members.put(new Workspace.MemberKey(key, history.alice.user()), MemberRole.ADMIN);
        workspace.members.put(new Workspace.MemberKey(key, history.bob.user()), MemberRole.WRITE);
        return workspace;
    }

    static Verdict judge(Workspace workspace, Claim claim) {
        return Gate.judge(claim, workspace.situationOf(claim), SignatureChecks.DIRECT, TestClock.now());
    }

    static Change accept(Workspace workspace, Claim claim) {
        assertThat(judge(workspace, claim)).isEqualTo(Verdict.ACCEPTED);
        return new Acceptance(workspace, new Timestamp(TestClock.now())).accept(claim);
    }

    /** Why other bytes in the place of a claim are refused. */
    static ReasonCode codeOf(History history, Workspace workspace, Claim claim, byte[] bytes) {
        return codeOf(history, workspace, claim, history.authorOf(claim), bytes);
    }

    static ReasonCode codeOf(History history, Workspace workspace, Claim claim, Person caller, byte[] bytes) {
        try {
            var changed = history.claim(caller, Manifest.decode(bytes), claim.carriage());
            return switch (judge(workspace, changed)) {
                case Verdict.Rejected(var refusal) -> refusal.code();
                case Verdict.Accepted accepted -> throw new AssertionError("accepted: " + changed);
                case Verdict.Duplicate duplicate -> throw new AssertionError("a duplicate: " + changed);
            };
        } catch (RefusalException e) {
            return e.code();
        }
    }
}
