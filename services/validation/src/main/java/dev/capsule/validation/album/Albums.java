package dev.capsule.validation.album;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import dev.capsule.validation.directory.DirectoryStore;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.upgrade.InFlight;
import dev.capsule.validation.upgrade.UpgradeStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Creates albums, appends attestations, hands out epoch ledgers. */
@ApplicationScoped
public class Albums {
    private final Db db;
    private final Outbox outbox;
    private final InFlight inFlight;
    private final Clock clock;

    Albums(Db db, Outbox outbox, InFlight inFlight, Clock clock) {
        this.db = db;
        this.outbox = outbox;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    /** Whether something new was written, or the very same bytes were there. */
    enum Written {
        NEW,
        REPEATED
    }

    Written create(Caller caller, NewAlbum album) {
        var tenant = caller.tenant();
        return db.inTenant(tenant, tx -> {
            var now = now();
            admit(NewAlbumRules.RULES.judge(new NewAlbumCase(
                    tenant,
                    caller.user(),
                    DirectoryStore.isSuspended(tx, tenant, caller.user()),
                    album,
                    DirectoryStore.activeKeys(tx, tenant, caller.user(), now),
                    parent(tx, caller, album))));
            if (!AlbumStore.insertAlbum(tx, tenant, album.descriptor(), now)) {
                return repeated(tx, tenant, album);
            }
            append(tx, tenant, album.descriptor().owner(), album.first(), now);
            album.descriptor()
                    .upgradedFrom()
                    .ifPresent(from -> UpgradeStore.fork(
                            tx, tenant, from.oldAlbum(), album.descriptor().albumId()));
            return Written.NEW;
        });
    }

    /** The frozen album a fork comes from, locked: it has one fork. */
    private static Optional<NewAlbumCase.Parent> parent(Tx tx, Caller caller, NewAlbum album) {
        return album.descriptor().upgradedFrom().flatMap(from -> {
            AlbumStore.lock(tx, caller.tenant(), from.oldAlbum());
            return UpgradeStore.state(tx, caller.tenant(), from.oldAlbum())
                    .map(state -> new NewAlbumCase.Parent(
                            state, AlbumStore.role(tx, caller.tenant(), from.oldAlbum(), caller.user())));
        });
    }

    /** The id is taken: only the very same bytes may come again. */
    private static Written repeated(Tx tx, TenantId tenant, NewAlbum album) {
        var id = album.descriptor().albumId();
        boolean same = AlbumStore.descriptorHash(tx, tenant, id)
                        .equals(Optional.of(album.descriptor().hash()))
                && AlbumStore.attestationHash(tx, tenant, id, 1)
                        .equals(Optional.of(album.first().hash()));
        if (!same) {
            throw new RefusalException(ReasonCode.EPOCH_FORK, "the album id is taken");
        }
        return Written.REPEATED;
    }

    Written attest(Caller caller, AlbumId album, EpochAttestation attestation) {
        var tenant = caller.tenant();
        boolean cutover = attestation.op() == EpochOp.TOMBSTONE;
        // asked before the transaction; while an upgrade is in force the number only falls
        long sessions = cutover ? inFlight.sessions(tenant, album) : 0;
        return db.inTenant(tenant, tx -> {
            AlbumStore.lock(tx, tenant, album);
            var upgrade = UpgradeStore.state(tx, tenant, album);
            var subject = new AttestationCase(
                    caller.user(),
                    DirectoryStore.isSuspended(tx, tenant, caller.user()),
                    album,
                    attestation,
                    upgrade.map(present -> AlbumStore.ledger(tx, tenant, album)),
                    upgrade,
                    now().instant(),
                    sessions,
                    cutover ? UpgradeStore.accepted(tx, tenant, album) : List.of());
            admit(AttestationRules.RULES.judge(subject));
            if (subject.isRepeated()) {
                return Written.REPEATED;
            }
            attestation
                    .tombstone()
                    .ifPresent(tombstone -> UpgradeStore.freeze(tx, tenant, album, tombstone.frozenStateHash()));
            append(tx, tenant, subject.presentLedger().descriptor().owner(), attestation, now());
            return Written.NEW;
        });
    }

    private void append(Tx tx, TenantId tenant, UserId owner, EpochAttestation attestation, Timestamp now) {
        AlbumStore.insertAttestation(tx, tenant, attestation, now);
        outbox.append(
                tx,
                new AlbumCommitted(
                        new EventHead(EventId.generate(), tenant, now),
                        attestation.albumId(),
                        owner,
                        attestation.seq(),
                        attestation.epoch(),
                        attestation.members(),
                        attestation.op() == EpochOp.TOMBSTONE));
    }

    List<AlbumSummary> own(Caller caller) {
        return db.inTenant(caller.tenant(), tx -> AlbumStore.own(tx, caller.tenant(), caller.user()));
    }

    /** The wire form of the epoch ledger, for members. Someone who was removed is told so; a stranger learns nothing. */
    byte[] ledger(Caller caller, AlbumId album) {
        return db.inTenant(caller.tenant(), tx -> {
            var attestations = AlbumStore.attestations(tx, caller.tenant(), album);
            if (AlbumStore.role(tx, caller.tenant(), album, caller.user()).isEmpty()) {
                throw new RefusalException(
                        wasMember(attestations, caller.user()) ? ReasonCode.ALBUM_NOT_WRITABLE : ReasonCode.NOT_FOUND);
            }
            var descriptor = AlbumStore.descriptor(tx, caller.tenant(), album).orElseThrow();
            return new CborMapBuilder()
                    .put(0, descriptor)
                    .put(1, Cbor.array(attestations.stream().map(Cbor::of).toList()))
                    .encode();
        });
    }

    private static boolean wasMember(List<Bytes> attestations, UserId user) {
        return attestations.stream()
                .anyMatch(body ->
                        EpochAttestation.decode(body.toArray()).roleOf(user).isPresent());
    }

    private Timestamp now() {
        return new Timestamp(clock.instant());
    }

    private static void admit(Verdict verdict) {
        switch (verdict) {
            case Verdict.Rejected(var refusal) -> throw refusal.asException();
            case Verdict.Accepted accepted -> {}
            case Verdict.Duplicate duplicate -> throw new IllegalStateException("albums have no receipts");
        }
    }
}
