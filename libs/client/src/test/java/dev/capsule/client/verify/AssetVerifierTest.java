package dev.capsule.client.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.fixture.ManifestForge;
import dev.capsule.client.fixture.World;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures of client-invariants 1.1: each a manifest an attacker could make, each with the code it must get. */
class AssetVerifierTest {
    private static World world;
    private static AssetManifest created;

    @BeforeAll
    static void makeWorld() {
        world = new World();
        created = ManifestForge.create(world).manifest();
    }

    private static ManifestForge create() {
        return ManifestForge.create(world);
    }

    private static ManifestForge after(Action action) {
        return ManifestForge.after(world, action, created, created);
    }

    private static VerifyContext fresh() {
        return world.context(world.atOne, LocalChain.EMPTY);
    }

    private static VerifyContext existing() {
        return world.context(world.atOne, LocalChain.of(List.of(created)));
    }

    private static Verdict verify(byte[] manifest, VerifyContext context) {
        return AssetVerifier.verify(manifest, Optional.empty(), context);
    }

    private static void assertRejected(byte[] manifest, VerifyContext context, ClientReason reason) {
        assertThat(verify(manifest, context))
                .isInstanceOfSatisfying(Verdict.Reject.class, reject -> assertThat(reject.reason())
                        .isEqualTo(reason));
    }

    static Stream<Arguments> createDefects() {
        return Stream.of(
                defect("reader-signed", ClientReason.BAD_WRITE_SIG, f -> f.writer(World.signer())),
                defect("above the ceiling", ClientReason.WRONG_EPOCH, f -> f.epoch(2, world.writeTwo)),
                defect(
                        "device of nobody",
                        ClientReason.UNKNOWN_DEVICE,
                        f -> f.by(world.ada, dev.capsule.protocol.id.DeviceId.generate(), world.adaDevice)),
                defect(
                        "user without a directory",
                        ClientReason.UNKNOWN_DEVICE,
                        f -> f.by(world.reader, world.adaDeviceId, world.adaDevice)),
                defect(
                        "device of another user",
                        ClientReason.UNKNOWN_DEVICE,
                        f -> f.by(world.bob, world.adaDeviceId, world.adaDevice)),
                defect(
                        "before the device was there",
                        ClientReason.DEVICE_ADDED_AFTER,
                        f -> f.with(16, Cbor.of("2026-06-01T07:59:59.999Z"))),
                defect("time that is none", ClientReason.BAD_TIMESTAMP, f -> f.with(16, Cbor.of("yesterday"))),
                defect("prior on a create", ClientReason.STRUCTURAL, f -> f.with(18, Cbor.of(Sha256.ZERO))),
                defect("no metadata on a create", ClientReason.STRUCTURAL, f -> f.with(7, null)),
                defect(
                        "retention on a create",
                        ClientReason.STRUCTURAL,
                        f -> f.with(19, Cbor.of("2026-07-01T00:00:00.000Z"))),
                defect("wrapped mode without a key", ClientReason.STRUCTURAL, f -> f.with(11, Cbor.of("wrapped"))),
                defect("wrapped key in derived mode", ClientReason.STRUCTURAL, f -> f.with(12, Cbor.of(new byte[60]))),
                defect("another chunk size", ClientReason.STRUCTURAL, f -> f.with(9, Cbor.of(65_536))),
                defect(
                        "other album",
                        ClientReason.WRONG_ALBUM,
                        f -> f.with(4, Cbor.of(new AlbumId(UUID.randomUUID())))),
                defect("unknown suite", ClientReason.SUITE_DOWNGRADE, f -> f.with(1, Cbor.of(9))),
                defect("version after the window", ClientReason.VERSION_UNKNOWN, f -> f.with(2, Cbor.of("2027-01-01"))),
                defect("action of nobody", ClientReason.ENUM_UNKNOWN, f -> f.with(17, Cbor.of("purge"))),
                defect("key mode of nobody", ClientReason.ENUM_UNKNOWN, f -> f.with(11, Cbor.of("plain"))),
                defect("short hash", ClientReason.MALFORMED, f -> f.with(6, Cbor.of(new byte[31]))),
                defect("asset id of version 4", ClientReason.MALFORMED, f -> f.with(3, Cbor.of(world.ada))),
                defect("metadata-update out of nothing", ClientReason.FORGED_CHAIN, f -> f.with(
                                17, Cbor.of("metadata-update"))
                        .with(18, Cbor.of(Sha256.ZERO))));
    }

    private static Arguments defect(String name, ClientReason reason, Function<ManifestForge, ManifestForge> change) {
        return Arguments.of(name, reason, change);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @MethodSource("createDefects")
    void shouldReject_whenACreateIsForged(
            String name, ClientReason reason, Function<ManifestForge, ManifestForge> change) {
        assertRejected(change.apply(create()).bytes(), fresh(), reason);
    }

    @Test
    void shouldAccept_whenNothingIsWrong() {
        assertThat(verify(create().bytes(), fresh())).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldReject_whenOneHalfOfOneSignatureIsCorrupted(int which) {
        byte[] signed = create().bytes();
        long key = which < 2 ? 30 : 31;
        var original = HybridSignature.of(
                AssetManifest.decode(signed).signed().fields().get(key));
        var corrupted = which % 2 == 0
                ? new HybridSignature(flipped(original.ed25519()), original.mlDsa65())
                : new HybridSignature(original.ed25519(), flipped(original.mlDsa65()));

        byte[] tampered = ManifestForge.tampered(signed, key, corrupted.toCbor());

        assertRejected(tampered, fresh(), which < 2 ? ClientReason.BAD_DEVICE_SIG : ClientReason.BAD_WRITE_SIG);
    }

    private static Bytes flipped(Bytes signature) {
        byte[] bytes = signature.toArray();
        bytes[bytes.length / 2] ^= 1;
        return Bytes.of(bytes);
    }

    @Test
    void shouldReject_whenTheBytesAreNotCanonical() {
        byte[] signed = create().bytes();
        byte[] trailing = Arrays.copyOf(signed, signed.length + 1);

        assertRejected(trailing, fresh(), ClientReason.MALFORMED);
        assertRejected(new byte[0], fresh(), ClientReason.MALFORMED);
        assertRejected(new byte[AssetManifest.MAX_BYTES + 1], fresh(), ClientReason.MALFORMED);
    }

    @Test
    void shouldReject_whenTheCiphertextIsAnother() {
        byte[] signed = create().bytes();

        assertThat(AssetVerifier.verify(signed, Optional.of(Sha256.hash(new byte[] {1})), fresh()))
                .isInstanceOf(Verdict.Accept.class);
        assertThat(AssetVerifier.verify(signed, Optional.of(Sha256.ZERO), fresh()))
                .isEqualTo(Verdict.reject(ClientReason.CIPHERTEXT_HASH_MISMATCH));
    }

    @Test
    void shouldReject_whenAnAttestationIsForged() {
        var forged = world.atOne.attestations().getFirst();
        byte[] ledger = new CborMapBuilder()
                .put(0, world.atOne.descriptor().encoded())
                .put(1, Cbor.array(Cbor.of(resigned(forged))))
                .encode();
        var context = world.context(AlbumAuthority.of(ledger), Map.of(world.ada, world.adaDirectory), LocalChain.EMPTY);

        assertRejected(create().bytes(), context, ClientReason.UNTRUSTED_AUTHORITY);
    }

    private static byte[] resigned(EpochAttestation attestation) {
        var fields =
                CborMap.decode(attestation.encoded().toArray(), dev.capsule.protocol.cbor.CborLimits.ofBytes(1 << 20));
        var core = new CborMapBuilder()
                .putAll(fields.item().entries().stream()
                        .filter(e -> !e.getKey().equals(Cbor.of(30)))
                        .toList())
                .build();
        return dev.capsule.protocol.signed.SignedMap.sign(
                dev.capsule.protocol.crypto.SignedType.EPOCH_ATTESTATION, core, World.signer(), null);
    }

    @Test
    void shouldReject_whenTheDeviceIsNotCertifiedByTheIdentityKey() {
        var entry = DeviceEntry.sign(
                world.ada,
                world.adaDeviceId,
                world.adaDevice.publicKey(),
                Bytes.EMPTY,
                World.ADDED,
                Optional.empty(),
                World.signer());
        var forged = DeviceDirectory.sign(world.ada, 1, World.ADDED, List.of(entry), world.adaIdentity);
        var context =
                world.context(new AlbumAuthority.Trusted(world.atOne), Map.of(world.ada, forged), LocalChain.EMPTY);

        assertRejected(create().bytes(), context, ClientReason.FORGED_DEVICE_CERT);
    }

    @Test
    void shouldReject_whenTheDeviceWasRevokedBefore() {
        var revoked = Timestamp.parse("2026-06-01T09:00:00.000Z");
        var context = withAdaRevoked(revoked, LocalChain.EMPTY);

        assertRejected(create().bytes(), context, ClientReason.DEVICE_REVOKED);
        assertThat(verify(create().with(16, Cbor.of(revoked.toString())).bytes(), context))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void shouldReject_whenARevokedDeviceBackdatesBehindALaterRecord() {
        var context = withAdaRevoked(Timestamp.parse("2026-06-01T09:00:00.000Z"), LocalChain.of(List.of(created)));

        byte[] backdated = after(Action.TRASH_RESTORE)
                .with(16, Cbor.of("2026-06-01T08:30:00.000Z"))
                .bytes();

        assertRejected(backdated, context, ClientReason.DEVICE_REVOKED);
    }

    private static VerifyContext withAdaRevoked(Timestamp at, LocalChain chain) {
        var directory = World.directory(
                world.ada, world.adaDeviceId, world.adaDevice, World.ADDED, Optional.of(at), world.adaIdentity);
        return world.context(new AlbumAuthority.Trusted(world.atOne), Map.of(world.ada, directory), chain);
    }

    @Test
    void shouldReject_whenAReaderHoldsTheWriteKey() {
        var directory = World.directory(
                world.reader, world.adaDeviceId, world.adaDevice, World.ADDED, Optional.empty(), world.adaIdentity);
        var context = world.context(
                new AlbumAuthority.Trusted(world.atOne), Map.of(world.reader, directory), LocalChain.EMPTY);

        assertRejected(
                create().by(world.reader, world.adaDeviceId, world.adaDevice).bytes(),
                context,
                ClientReason.NOT_A_WRITER);
    }

    @Test
    void shouldJudgeAgainstTheEpochItNames_whenAWriterWasRemoved() {
        var context = world.context(world.atTwo, LocalChain.EMPTY);
        var byBob = create().by(world.bob, world.bobDeviceId, world.bobDevice);

        // The key of epoch 1 under the label of epoch 2.
        assertRejected(byBob.epoch(2, world.writeOne).bytes(), context, ClientReason.BAD_WRITE_SIG);
        // Even with the key of epoch 2 he is no writer of it.
        assertRejected(byBob.epoch(2, world.writeTwo).bytes(), context, ClientReason.NOT_A_WRITER);
        // His work of epoch 1 stays valid as history …
        byte[] old = byBob.epoch(1, world.writeOne).bytes();
        assertThat(verify(old, context)).isInstanceOf(Verdict.Accept.class);
        // … but is refused when it shows up as new behind records of epoch 2.
        assertRejected(old, context.arrivalFloor(2), ClientReason.EPOCH_REGRESSED);
    }

    @Test
    void shouldReject_whenTheEpochFallsBehindItsOwnChain() {
        var atTwo = create().epoch(2, world.writeTwo).manifest();
        var context = world.context(world.atTwo, LocalChain.of(List.of(atTwo)));

        byte[] behind = ManifestForge.after(world, Action.DELETE, atTwo, atTwo).bytes();

        assertRejected(behind, context, ClientReason.EPOCH_REGRESSED);
    }

    @Test
    void shouldReject_whenACreateComesTwice() {
        assertRejected(created.encoded().toArray(), existing(), ClientReason.REPLAYED);
        assertRejected(create().with(15, Cbor.of("other")).bytes(), existing(), ClientReason.REPLAYED);
    }

    @Test
    void shouldReject_whenThePriorIsWrongOrMissing() {
        assertRejected(
                after(Action.METADATA_UPDATE).with(18, Cbor.of(Sha256.ZERO)).bytes(),
                existing(),
                ClientReason.FORGED_CHAIN);
        assertRejected(after(Action.METADATA_UPDATE).with(18, null).bytes(), existing(), ClientReason.STRUCTURAL);
    }

    @Test
    void shouldReject_whenContentFieldsAreNotCopied() {
        assertRejected(after(Action.DELETE).with(8, Cbor.of(13)).bytes(), existing(), ClientReason.STRUCTURAL);
        assertRejected(
                after(Action.METADATA_UPDATE).with(6, Cbor.of(Sha256.ZERO)).bytes(),
                existing(),
                ClientReason.STRUCTURAL);
    }

    @Test
    void shouldReject_whenAReplaceWrapsItsKey() {
        assertRejected(
                after(Action.REPLACE)
                        .with(11, Cbor.of("wrapped"))
                        .with(12, Cbor.of(new byte[60]))
                        .bytes(),
                existing(),
                ClientReason.STRUCTURAL);
    }

    @Test
    void shouldReject_whenAWrappedKeyIsAlteredAfterSigning() {
        byte[] adopted = create().with(11, Cbor.of("wrapped"))
                .with(12, Cbor.of(new byte[60]))
                .bytes();
        byte[] altered = new byte[60];
        altered[59] = 1;

        assertThat(verify(adopted, fresh())).isInstanceOf(Verdict.Accept.class);
        assertRejected(ManifestForge.tampered(adopted, 12, Cbor.of(altered)), fresh(), ClientReason.BAD_DEVICE_SIG);
    }

    @Test
    void shouldReject_whenTheSuiteChangesToAnotherKnownOne() {
        var inventory = new VerifyContext.Inventory(VerifyContext.Inventory.CURRENT.versions(), Set.of(1L, 2L));
        byte[] relabelled = ManifestForge.tampered(create().bytes(), 1, Cbor.of(2));
        var atTwo = create().with(1, Cbor.of(2)).manifest();

        assertRejected(relabelled, with(fresh(), inventory), ClientReason.BAD_DEVICE_SIG);
        assertRejected(
                ManifestForge.after(world, Action.DELETE, atTwo, atTwo).bytes(),
                with(world.context(world.atOne, LocalChain.of(List.of(atTwo))), inventory),
                ClientReason.SUITE_DOWNGRADE);
    }

    @Test
    void shouldReject_whenTheVersionIsKnownButNotTheAlbumsPin() {
        var inventory = new VerifyContext.Inventory(Set.of("2026-05-31", "2026-09-01"), Set.of(1L));

        assertRejected(
                create().with(2, Cbor.of("2026-09-01")).bytes(), with(fresh(), inventory), ClientReason.PIN_MISMATCH);
    }

    private static VerifyContext with(VerifyContext context, VerifyContext.Inventory inventory) {
        return new VerifyContext(
                context.album(),
                context.authority(),
                context.directories(),
                context.chain(),
                context.heldEpochs(),
                context.arrivalFloor(),
                inventory);
    }

    @Test
    void shouldHold_whenTheAlbumKeyIsNotHereYet() {
        var base = fresh();
        var context = new VerifyContext(
                base.album(), base.authority(), base.directories(), base.chain(), Set.of(), 1, base.inventory());

        assertThat(verify(create().bytes(), context))
                .isInstanceOfSatisfying(Verdict.Pending.class, pending -> assertThat(pending.reason())
                        .isEqualTo(ClientReason.AMK_NOT_YET_LOCAL));
    }

    @Test
    void shouldReject_whenSomethingFollowsAPurge() {
        var deleted = after(Action.DELETE).manifest();
        var purged = new LocalChain(List.of(created, deleted), true);

        byte[] revived = ManifestForge.after(world, Action.TRASH_RESTORE, deleted, created)
                .bytes();

        assertRejected(revived, world.context(world.atOne, purged), ClientReason.FORGED_CHAIN);
        assertThat(verify(revived, world.context(world.atOne, LocalChain.of(purged.records()))))
                .isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void shouldAcceptEveryStep_whenAChainIsWhole() {
        var actions =
                List.of(Action.METADATA_UPDATE, Action.DELETE, Action.TRASH_RESTORE, Action.REPLACE, Action.DELETE);
        var chain = new ArrayList<>(List.of(created));
        for (var action : actions) {
            var local = LocalChain.of(chain);
            var next = ManifestForge.after(
                            world, action, chain.getLast(), local.content().orElseThrow())
                    .manifest();

            assertThat(verify(next.encoded().toArray(), world.context(world.atOne, local)))
                    .as("%s", action)
                    .isInstanceOf(Verdict.Accept.class);
            chain.add(next);
        }
    }
}
