package dev.capsule.validation.album;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The tables of albums, attestations and what is derived from them. */
final class AlbumStore {
    private static final String NEW_MEMBERS = """
            insert into album_member (tenant_id, album_id, user_id, role)
            select $1, $2, * from unnest($3::uuid[], $4::text[])
            on conflict (tenant_id, user_id, album_id) do update set role = excluded.role
            """;
    private static final String OWN = """
            select s.album_id, a.owner_id, a.pin, m.role, s.attested_seq, s.ceiling, s.frozen
            from album_member m
            join album_state s on s.tenant_id = m.tenant_id and s.album_id = m.album_id
            join album a on a.tenant_id = m.tenant_id and a.album_id = m.album_id
            where m.tenant_id = $1 and m.user_id = $2 order by s.album_id
            """;

    private AlbumStore() {}

    /** @return false if the id is taken */
    static boolean insertAlbum(Tx tx, TenantId tenant, AlbumDescriptor descriptor, Timestamp now) {
        return tx.update(
                        "insert into album (tenant_id, album_id, owner_id, pin, hash, body, received_at)"
                                + " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
                        tenant,
                        descriptor.albumId(),
                        descriptor.owner(),
                        descriptor.protocolVersion(),
                        descriptor.hash(),
                        descriptor.encoded(),
                        now)
                == 1;
    }

    /** The attestation and everything it puts in force. */
    static void insertAttestation(Tx tx, TenantId tenant, EpochAttestation attestation, Timestamp now) {
        var album = attestation.albumId();
        tx.update(
                "insert into attestation (tenant_id, album_id, seq, hash, body, received_at)"
                        + " values ($1, $2, $3, $4, $5, $6)",
                tenant,
                album,
                attestation.seq(),
                attestation.hash(),
                attestation.encoded(),
                now);
        if (!attestation.op().keepsEpoch()) {
            var key = attestation.writeTierKey();
            tx.update(
                    "insert into epoch_key (tenant_id, album_id, epoch, ed25519_key, ml_dsa_65_key)"
                            + " values ($1, $2, $3, $4, $5)",
                    tenant,
                    album,
                    attestation.epoch(),
                    key.ed25519(),
                    key.mlDsa65());
        }
        tx.update(
                "insert into album_state (tenant_id, album_id, attested_seq, ceiling, min_write_epoch)"
                        + " values ($1, $2, $3, $4, $5) on conflict (tenant_id, album_id) do update set"
                        + " attested_seq = excluded.attested_seq, ceiling = excluded.ceiling,"
                        + " min_write_epoch = excluded.min_write_epoch",
                tenant,
                album,
                attestation.seq(),
                attestation.epoch(),
                attestation.minWriteEpoch());
        members(tx, tenant, album, attestation.members());
    }

    private static void members(Tx tx, TenantId tenant, AlbumId album, List<Member> members) {
        var users = members.stream().map(Member::user).toArray(UserId[]::new);
        tx.update(
                "delete from album_member where tenant_id = $1 and album_id = $2 and not (user_id = any($3::uuid[]))",
                tenant,
                album,
                users);
        tx.update(
                NEW_MEMBERS,
                tenant,
                album,
                users,
                members.stream().map(member -> member.role().wireName()).toArray(String[]::new));
    }

    /** Locks an album until the transaction ends. */
    static void lock(Tx tx, TenantId tenant, AlbumId album) {
        tx.list(
                "select 1 from album_state where tenant_id = $1 and album_id = $2 for update",
                Function.identity(),
                tenant,
                album);
    }

    static Optional<MemberRole> role(Tx tx, TenantId tenant, AlbumId album, UserId user) {
        return tx.one(
                "select role from album_member where tenant_id = $1 and album_id = $2 and user_id = $3",
                row -> WireEnum.find(MemberRole.class, Columns.text(row, "role"))
                        .orElseThrow(),
                tenant,
                album,
                user);
    }

    static Optional<Bytes> descriptor(Tx tx, TenantId tenant, AlbumId album) {
        return tx.one(
                "select body from album where tenant_id = $1 and album_id = $2",
                row -> Columns.byteString(row, "body"),
                tenant,
                album);
    }

    /** All attestations as signed, in order. */
    static List<Bytes> attestations(Tx tx, TenantId tenant, AlbumId album) {
        return tx.list(
                "select body from attestation where tenant_id = $1 and album_id = $2 order by seq",
                row -> Columns.byteString(row, "body"),
                tenant,
                album);
    }

    static Optional<Sha256> attestationHash(Tx tx, TenantId tenant, AlbumId album, long seq) {
        return tx.one(
                "select hash from attestation where tenant_id = $1 and album_id = $2 and seq = $3",
                row -> Columns.hash(row, "hash"),
                tenant,
                album,
                seq);
    }

    static Optional<Sha256> descriptorHash(Tx tx, TenantId tenant, AlbumId album) {
        return tx.one(
                "select hash from album where tenant_id = $1 and album_id = $2",
                row -> Columns.hash(row, "hash"),
                tenant,
                album);
    }

    /** The ledger of an album that exists; every part was verified when it came in. */
    static EpochLedger ledger(Tx tx, TenantId tenant, AlbumId album) {
        var descriptor = descriptor(tx, tenant, album).orElseThrow();
        return EpochLedger.ofVerified(
                AlbumDescriptor.decode(descriptor.toArray()),
                attestations(tx, tenant, album).stream()
                        .map(body -> EpochAttestation.decode(body.toArray()))
                        .toList());
    }

    static List<AlbumSummary> own(Tx tx, TenantId tenant, UserId user) {
        return tx.list(
                OWN,
                row -> new AlbumSummary(
                        Columns.id(row, "album_id", AlbumId::new),
                        Columns.id(row, "owner_id", UserId::new),
                        Columns.text(row, "pin"),
                        Columns.text(row, "role"),
                        Columns.longValue(row, "attested_seq"),
                        Columns.longValue(row, "ceiling"),
                        Columns.bool(row, "frozen")),
                tenant,
                user);
    }
}
