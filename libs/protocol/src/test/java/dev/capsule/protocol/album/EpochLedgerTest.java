package dev.capsule.protocol.album;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.vectors.Manifests;
import dev.capsule.protocol.vectors.Vectors;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpochLedgerTest {
    private static final Timestamp AT = Timestamp.ofEpochMilli(1_780_000_000_000L);
    private static final HybridSigner ADMIN = Vectors.signer("admin");
    private static final HybridSigner DEVICE = Vectors.signer("dsk");
    private static final HybridPublicKey[] WRITE = {
        Vectors.signer(21, 22).publicKey(),
        Vectors.signer(23, 24).publicKey(),
        Vectors.signer(25, 26).publicKey()
    };
    private static final AlbumId ALBUM = AlbumId.generate();
    private static final Member OWNER = new Member(UserId.generate(), MemberRole.ADMIN);
    private static final Member WRITER = new Member(UserId.generate(), MemberRole.WRITE);
    private static final AlbumDescriptor DESCRIPTOR =
            AlbumDescriptor.sign(ALBUM, OWNER.user(), "home.example", AT, DEVICE, ADMIN);

    private static EpochAttestationBuilder init() {
        return EpochAttestationBuilder.first(ALBUM, WRITE[0], AT).members(List.of(OWNER, WRITER));
    }

    private static EpochLedger started() {
        return EpochLedger.start(DESCRIPTOR, init().sign(ADMIN));
    }

    private static EpochAttestation next(EpochLedger ledger, EpochOp op, boolean raisesFloor, Member... members) {
        var key = op.keepsEpoch() ? ledger.last().writeTierKey() : WRITE[(int) (ledger.ceiling() % 3)];
        return EpochAttestationBuilder.after(ledger.last(), op, key, raisesFloor, AT)
                .members(List.of(members))
                .sign(ADMIN);
    }

    @Test
    void shouldMatchTheVector_whenDecoded() {
        byte[] signed = Vectors.hex("epoch_attestation", "signed");

        var attestation = EpochAttestation.decode(signed);

        assertThat(attestation.encoded().toArray()).isEqualTo(signed);
        attestation.verify(Vectors.publicKey("admin"));
        assertThat(attestation.seq()).isEqualTo(1);
        assertThat(attestation.epoch()).isEqualTo(1);
        assertThat(attestation.op()).isEqualTo(EpochOp.INIT);
        assertThat(attestation.members())
                .containsExactly(new Member(UserId.parse("22222222-2222-4222-8222-222222222222"), MemberRole.ADMIN));
        assertThat(attestation.writeTierKey()).isEqualTo(Vectors.publicKey("write_tier"));
        assertThat(attestation.previousHash()).isEmpty();
        assertThat(attestation.minWriteEpoch()).isEqualTo(1);
        var core = dev.capsule.protocol.cbor.CborEncoder.encode(Manifests.core(signed, Map.of()));
        assertThat(Sha256.hash(core).bytes()).isEqualTo(Vectors.hex("epoch_attestation", "core_sha256"));
    }

    @Test
    void shouldRefuseASecondSignature_whenNoneBelongs() {
        // No signature covers key 31: with one there, anybody could make a second, valid attestation of the same seq.
        byte[] forked =
                Manifests.rebuilt(Vectors.hex("epoch_attestation", "signed"), map -> map.put(31, Cbor.of(new byte[8])));

        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochAttestation.decode(forked));
    }

    @Test
    void shouldFollowTheChain_whenEveryStepIsRight() {
        var reader = new Member(UserId.generate(), MemberRole.READ);
        var ledger = started();
        ledger = ledger.append(next(ledger, EpochOp.ADD, false, OWNER, WRITER, reader));
        ledger = ledger.append(next(ledger, EpochOp.ROTATE, false, OWNER, WRITER, reader));
        assertThat(ledger.minWriteEpoch()).isEqualTo(1);
        ledger = ledger.append(next(ledger, EpochOp.REMOVE, true, OWNER, reader));

        assertThat(ledger.ceiling()).isEqualTo(4);
        assertThat(ledger.minWriteEpoch()).isEqualTo(4);
        assertThat(ledger.atEpoch(3).orElseThrow().roleOf(WRITER.user())).contains(MemberRole.WRITE);
        assertThat(ledger.last().roleOf(WRITER.user())).isEmpty();
        assertThat(ledger.atEpoch(5)).isEmpty();

        var decoded = EpochLedger.decodeAndVerify(ledger.encode());
        assertThat(decoded.attestations()).isEqualTo(ledger.attestations());
        assertThat(decoded.encode()).isEqualTo(ledger.encode());
    }

    @Test
    void shouldChangeAdmins_whenRotated() {
        var newAdmin = Vectors.signer(31, 32);
        var ledger = started();
        var rotate = EpochAttestationBuilder.after(ledger.last(), EpochOp.ADMIN_ROTATE, WRITE[0], false, AT)
                .members(List.of(OWNER, WRITER))
                .newAdminKey(newAdmin.publicKey())
                .sign(ADMIN);
        var rotated = ledger.append(rotate);
        var byNew = EpochAttestationBuilder.after(rotate, EpochOp.ROTATE, WRITE[1], false, AT)
                .members(List.of(OWNER, WRITER));

        assertThat(rotated.adminKey()).isEqualTo(newAdmin.publicKey());
        assertThat(rotated.append(byNew.sign(newAdmin)).ceiling()).isEqualTo(2);
        assertRefused(ReasonCode.WRITE_SIG_INVALID, () -> rotated.append(byNew.sign(ADMIN)));
        assertThat(EpochLedger.ofVerified(DESCRIPTOR, rotated.attestations()).adminKey())
                .isEqualTo(newAdmin.publicKey());
    }

    @Test
    void shouldSayFork_whenSeqOrHashDoNotFollow() {
        var ledger = started();
        var second = next(ledger, EpochOp.ROTATE, false, OWNER, WRITER);
        var grown = ledger.append(second);
        var other = next(ledger, EpochOp.REKEY, true, OWNER, WRITER);

        assertRefused(ReasonCode.EPOCH_FORK, () -> grown.append(second));
        assertRefused(ReasonCode.EPOCH_FORK, () -> grown.append(other));
        var gap = next(grown, EpochOp.ROTATE, false, OWNER, WRITER);
        assertRefused(ReasonCode.EPOCH_FORK, () -> ledger.append(gap));
        assertRefused(ReasonCode.EPOCH_FORK, () -> EpochLedger.start(DESCRIPTOR, second));
        var otherFirst = EpochAttestationBuilder.first(ALBUM, WRITE[0], AT)
                .members(List.of(OWNER))
                .sign(ADMIN);
        var stranger = EpochLedger.start(DESCRIPTOR, otherFirst);
        assertRefused(ReasonCode.EPOCH_FORK, () -> stranger.append(second));
    }

    @Test
    void shouldBeMalformed_whenTheFirstIsNotAnInit() {
        var noOwner = EpochAttestationBuilder.first(ALBUM, WRITE[0], AT)
                .members(List.of(WRITER))
                .sign(ADMIN);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.start(DESCRIPTOR, noOwner));
        var otherAlbum = EpochAttestationBuilder.first(AlbumId.generate(), WRITE[0], AT)
                .members(List.of(OWNER))
                .sign(ADMIN);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.start(DESCRIPTOR, otherAlbum));
        assertRefused(ReasonCode.WRITE_SIG_INVALID, () -> EpochLedger.start(DESCRIPTOR, init().sign(DEVICE)));
        var ledger = started();
        var again = next(ledger, EpochOp.INIT, false, OWNER, WRITER);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(again));
    }

    @Test
    void shouldRefuseToStart_whenTheAdminKeyDidNotSignTheDescriptor() {
        byte[] good = DESCRIPTOR.encoded().toArray();
        var forged = AlbumDescriptor.decode(
                Manifests.with(good, SignedType.ALBUM, 0, Cbor.of("album/v1"), DEVICE, Vectors.signer(31, 32)));

        assertRefused(ReasonCode.WRITE_SIG_INVALID, () -> EpochLedger.start(forged, init().sign(ADMIN)));
    }

    @Test
    void shouldRefuseToStart_whenTheFirstIsNoInitOrOfALaterEpoch() {
        for (var wrong : List.of(Map.entry(5L, Cbor.of("rotate")), Map.entry(4L, Cbor.of(2)))) {
            var first = edited(init().sign(ADMIN), Map.of(wrong.getKey(), wrong.getValue()));
            assertThat(first.seq()).isEqualTo(1);
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.start(DESCRIPTOR, first));
        }
        var floor = edited(init().sign(ADMIN), Map.of(4L, Cbor.of(2), 8L, Cbor.of(2)));
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.start(DESCRIPTOR, floor));
    }

    @Test
    void shouldSayFork_whenTheSeqDoesNotFollowButTheHashDoes() {
        var ledger = started();
        var second = next(ledger, EpochOp.ROTATE, false, OWNER, WRITER);

        assertRefused(ReasonCode.EPOCH_FORK, () -> ledger.append(edited(second, Map.of(2L, Cbor.of(3)))));
    }

    @Test
    void shouldBeMalformed_whenTheEpochIsSkippedOrStaysBehind() {
        var started = started();
        var ledger = started.append(next(started, EpochOp.ROTATE, false, OWNER, WRITER));
        var rotate = next(ledger, EpochOp.ROTATE, false, OWNER, WRITER);
        for (long epoch : new long[] {1, 2, 4}) {
            var wrong = edited(rotate, Map.of(4L, Cbor.of(epoch)));
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(wrong));
        }
        var keeps = EpochAttestationBuilder.after(
                        ledger.last(), EpochOp.ADMIN_ROTATE, ledger.last().writeTierKey(), false, AT)
                .members(List.of(OWNER, WRITER))
                .newAdminKey(ADMIN.publicKey())
                .sign(ADMIN);
        for (long epoch : new long[] {1, 3}) {
            var wrong = edited(keeps, Map.of(4L, Cbor.of(epoch)));
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(wrong));
        }
    }

    /** With other fields, signed by the admin again: what no builder makes. */
    private static EpochAttestation edited(EpochAttestation attestation, Map<Long, Cbor> changes) {
        byte[] encoded = attestation.encoded().toArray();
        for (var change : changes.entrySet()) {
            encoded = Manifests.with(
                    encoded, SignedType.EPOCH_ATTESTATION, change.getKey(), change.getValue(), ADMIN, null);
        }
        return EpochAttestation.decode(encoded);
    }

    /** What one album can make a reader verify. The ledger repeats its first attestation: only the number counts here. */
    @Test
    void shouldTake4096AttestationsAndNoMore_whenTheChainIsLong() {
        var first = init().sign(ADMIN);
        var second = next(started(), EpochOp.ROTATE, false, OWNER, WRITER);
        var follower = edited(second, Map.of(3L, Cbor.of(first.hash())));
        int most = EpochLedger.MAX_ATTESTATIONS;
        var almost = EpochLedger.ofVerified(DESCRIPTOR, Collections.nCopies(most - 1, first));
        var full = EpochLedger.ofVerified(DESCRIPTOR, Collections.nCopies(most, first));

        assertThat(almost.append(follower).attestations()).hasSize(most);
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> full.append(follower));
    }

    @Test
    void shouldTieTheKeyToTheEpoch_whenOneChangesWithoutTheOther() {
        var ledger = started();
        var keyKept = EpochAttestationBuilder.after(ledger.last(), EpochOp.ROTATE, WRITE[0], false, AT)
                .members(List.of(OWNER, WRITER))
                .sign(ADMIN);
        var keyChanged = EpochAttestationBuilder.after(ledger.last(), EpochOp.ADMIN_ROTATE, WRITE[1], false, AT)
                .members(List.of(OWNER, WRITER))
                .newAdminKey(ADMIN.publicKey())
                .sign(ADMIN);

        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(keyKept));
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(keyChanged));
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOVE", "REKEY", "ROLE", "ADD", "ROTATE"})
    void shouldDemandTheFloor_whenSomebodyLosesTheRightToWrite(EpochOp op) {
        var ledger = started();
        var demoted = new Member(WRITER.user(), MemberRole.READ);

        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(next(ledger, op, false, OWNER, demoted)));
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(next(ledger, op, false, OWNER)));
        assertThat(ledger.append(next(ledger, op, true, OWNER, demoted)).minWriteEpoch())
                .isEqualTo(2);
        assertThat(ledger.append(next(ledger, op, true, OWNER)).minWriteEpoch()).isEqualTo(2);
    }

    @Test
    void shouldKeepTheFloor_whenNobodyLosesTheRightToWrite() {
        var ledger = started();

        assertRefused(
                ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(next(ledger, EpochOp.ADD, true, OWNER, WRITER)));
        // A lost device of a member stays a reason to raise it.
        assertThat(ledger.append(next(ledger, EpochOp.ROTATE, true, OWNER, WRITER))
                        .minWriteEpoch())
                .isEqualTo(2);
    }

    @Test
    void shouldKeepTheMembers_whenTheEpochStays() {
        var ledger = started();
        var intruder = new Member(UserId.generate(), MemberRole.ADMIN);

        for (var members : List.of(List.of(OWNER), List.of(OWNER, WRITER, intruder))) {
            var change = EpochAttestationBuilder.after(ledger.last(), EpochOp.ADMIN_ROTATE, WRITE[0], false, AT)
                    .members(members)
                    .newAdminKey(ADMIN.publicKey())
                    .sign(ADMIN);
            assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> ledger.append(change));
        }
    }

    @Test
    void shouldCarryTheUpgrade_whenIntentAndTombstoneFollow() {
        var intent = UpgradeIntent.sign(
                ALBUM, "2026-05-31", "2027-01-01", IntentId.generate(), OWNER.user(), DeviceId.generate(), AT, DEVICE);
        var tombstone = new EpochAttestation.Tombstone(intent.intentId(), Sha256.hash(new byte[0]));
        var ledger = started();
        ledger = ledger.append(EpochAttestationBuilder.after(ledger.last(), EpochOp.INTENT, WRITE[0], false, AT)
                .members(List.of(OWNER, WRITER))
                .intent(intent)
                .sign(ADMIN));
        ledger = ledger.append(EpochAttestationBuilder.after(ledger.last(), EpochOp.TOMBSTONE, WRITE[0], false, AT)
                .members(List.of(OWNER, WRITER))
                .tombstone(tombstone)
                .sign(ADMIN));

        var carried = ledger.attestations().get(1).intent().orElseThrow();
        UpgradeIntent.decode(carried.toArray()).verify(DEVICE.publicKey());
        assertThat(ledger.last().tombstone()).contains(tombstone);
        assertThat(ledger.ceiling()).isEqualTo(1);
    }

    @Test
    void shouldBeMalformed_whenAnIntentLeadsBackward() {
        for (var versions : List.of(
                List.of("2026-05-31", "2026-05-31"),
                List.of("2027-01-01", "2026-05-31"),
                List.of("2026-05-31", "2026-13-01"),
                List.of("", "2026-05-31"))) {
            assertRefused(
                    ReasonCode.MANIFEST_MALFORMED,
                    () -> UpgradeIntent.sign(
                            ALBUM,
                            versions.get(0),
                            versions.get(1),
                            IntentId.generate(),
                            OWNER.user(),
                            DeviceId.generate(),
                            AT,
                            DEVICE));
        }
    }

    @Test
    void shouldBeMalformed_whenAnAttestationIsMisshapen() {
        byte[] good = init().sign(ADMIN).encoded().toArray();
        var wrong = Map.ofEntries(
                Map.entry(0L, Cbor.of("epoch-attestation/v2")),
                Map.entry(2L, Cbor.of(0)),
                Map.entry(3L, Cbor.of(new byte[32])),
                Map.entry(4L, Cbor.of(0)),
                Map.entry(5L, Cbor.of("purge")),
                Map.entry(7L, Cbor.of(new byte[32])),
                Map.entry(8L, Cbor.of(2)),
                Map.entry(9L, Cbor.of("2026-06-01")),
                Map.entry(11L, ADMIN.publicKey().toCbor()),
                Map.entry(6L, Cbor.array(OWNER.toCbor(), OWNER.toCbor())));
        wrong.forEach((key, value) -> assertRefused(
                ReasonCode.MANIFEST_MALFORMED,
                () -> EpochAttestation.decode(
                        Manifests.with(good, SignedType.EPOCH_ATTESTATION, key, value, ADMIN, null))));
    }

    @Test
    void shouldRefuseALedger_whenItsWireFormIsWrong() {
        byte[] good = started().encode();
        assertThat(EpochLedger.decodeAndVerify(good).ceiling()).isEqualTo(1);

        byte[] noAttestation = new dev.capsule.protocol.cbor.CborMapBuilder()
                .put(0, DESCRIPTOR.encoded())
                .put(1, Cbor.array())
                .encode();
        byte[] notBytes = new dev.capsule.protocol.cbor.CborMapBuilder()
                .put(0, DESCRIPTOR.encoded())
                .put(1, Cbor.array(Cbor.of(1)))
                .encode();
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.decodeAndVerify(noAttestation));
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.decodeAndVerify(notBytes));
        assertRefused(ReasonCode.MANIFEST_MALFORMED, () -> EpochLedger.decodeAndVerify(new byte[] {(byte) 0xa0}));
    }

    @Test
    void shouldComeBack_whenDescriptorIsSigned() {
        var from = new AlbumDescriptor.UpgradedFrom(AlbumId.generate(), IntentId.generate(), Sha256.ZERO);
        var forked = AlbumDescriptor.sign(
                ALBUM, OWNER.user(), "home.example", AT, java.util.Optional.of(from), DEVICE, ADMIN);

        assertThat(DESCRIPTOR.upgradedFrom()).isEmpty();
        assertThat(forked.upgradedFrom()).contains(from);
        assertThat(forked.historyPolicy()).isEqualTo("full");
        assertThat(forked.retentionDays()).isEqualTo(30);
        assertThat(forked.homeServer()).isEqualTo("home.example");
        forked.verifyCreator(DEVICE.publicKey());
        forked.verifyAdmin();
        byte[] good = forked.encoded().toArray();
        for (var wrong : List.<Map.Entry<Long, Cbor>>of(
                Map.entry(0L, Cbor.of("album/v2")),
                Map.entry(6L, Cbor.of("capped-0")),
                Map.entry(6L, Cbor.of("capped-")),
                Map.entry(6L, Cbor.of("none")),
                Map.entry(7L, Cbor.of(3661)),
                Map.entry(8L, Cbor.of(1)),
                Map.entry(10L, Cbor.of(1)))) {
            assertRefused(
                    ReasonCode.MANIFEST_MALFORMED,
                    () -> AlbumDescriptor.decode(
                            Manifests.with(good, SignedType.ALBUM, wrong.getKey(), wrong.getValue(), DEVICE, ADMIN)));
        }
    }

    private static void assertRefused(ReasonCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusalException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
