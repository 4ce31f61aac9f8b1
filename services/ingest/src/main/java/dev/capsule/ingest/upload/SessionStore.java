package dev.capsule.ingest.upload;

import static dev.capsule.service.db.Columns.byteString;
import static dev.capsule.service.db.Columns.hash;
import static dev.capsule.service.db.Columns.id;
import static dev.capsule.service.db.Columns.instant;
import static dev.capsule.service.db.Columns.optionalId;
import static dev.capsule.service.db.Columns.text;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** SQL of upload sessions. */
@ApplicationScoped
public class SessionStore {
    private static final String COLUMNS = """
            select tenant_id, upload_id, owner_id, uploader_id, album_id, asset_id, role, hash, size, content_type, suite,
              manifest, manifest_hash, intent_id, operation_id, status, received, instance, taken_over,
              landed_at, failure_code, sync_seq, created_at, expires_at
            from upload_sessions
            """;
    /**
     * A session is the intent under which a blob may have been put: an attempt that died may have, before any row said so.
     * Whoever ends one that did not land writes down that the bytes are to go.
     */
    private static final String REMOVE_UNLANDED = """
            insert into blob_removals (hash, since) select hash, $3 from ended where landed_at is null
            on conflict (hash) do update set since = excluded.since
            """;

    private static final String OF_ID = COLUMNS + " where tenant_id = $1 and upload_id = $2";

    public Optional<Session> find(Tx tx, TenantId tenant, UploadId upload) {
        return tx.one(OF_ID, SessionStore::session, tenant, upload);
    }

    /** In a transaction of its own. */
    public Optional<Session> find(Db db, TenantId tenant, UploadId upload) {
        return db.call(tenant, Db.Flush.LATER, "find_session", SessionStore::session, upload);
    }

    /** Locks the row until the transaction ends. */
    public Optional<Session> lock(Tx tx, TenantId tenant, UploadId upload) {
        return tx.one(OF_ID + " for update", SessionStore::session, tenant, upload);
    }

    /** The session that content already has, locked; failed ones don't count. */
    Optional<Session> lockSame(Tx tx, TenantId tenant, UserId owner, Session.Content content) {
        return tx.one(
                COLUMNS + """
                         where tenant_id = $1 and owner_id = $2 and album_id = $3 and hash = $4 and role = $5
                           and status <> 'FailedProcessing' for update
                        """,
                SessionStore::session,
                tenant,
                owner,
                content.album(),
                content.hash(),
                content.role().wireName());
    }

    /** @return whether it was inserted; false if another session has the content */
    boolean insert(Tx tx, Session session) {
        var content = session.content();
        return tx.update(
                        """
                        insert into upload_sessions (tenant_id, upload_id, owner_id, uploader_id, album_id, asset_id, role,
                          hash, size, content_type, suite, manifest, manifest_hash, intent_id, operation_id, status,
                          received, instance, sync_seq, created_at, updated_at, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                          $20, $21)
                        on conflict do nothing
                        """,
                        session.tenant(),
                        session.id(),
                        session.owner(),
                        session.uploader(),
                        content.album(),
                        content.asset(),
                        content.role().wireName(),
                        content.hash(),
                        content.size(),
                        content.contentType(),
                        content.suite(),
                        content.manifest(),
                        content.manifestHash(),
                        content.intent().orElse(null),
                        content.operation().orElse(null),
                        session.status().wireName(),
                        session.received(),
                        session.progress().instance().orElse(null),
                        session.progress().syncSeq().isPresent()
                                ? session.progress().syncSeq().getAsLong()
                                : null,
                        session.createdAt(),
                        session.expiresAt())
                == 1;
    }

    /** The newest session of an asset whose manifest a metadata blob without one may share: its open original. */
    Optional<Session> openOriginal(Tx tx, TenantId tenant, UserId uploader, AssetId asset) {
        return tx.one(COLUMNS + """
                         where tenant_id = $1 and uploader_id = $2 and asset_id = $3 and role = 'original'
                           and status in ('Pending', 'Uploading', 'WaitingForProcessing') and bundled_at is null
                         order by created_at desc limit 1
                        """, SessionStore::session, tenant, uploader, asset);
    }

    /** A user's sessions that are not at an end, newest first. */
    List<Session> active(Tx tx, TenantId tenant, UserId uploader, Instant now, int limit) {
        return tx.list(COLUMNS + """
                         where tenant_id = $1 and uploader_id = $2
                           and (status = 'WaitingForProcessing' or (status in ('Pending', 'Uploading') and expires_at > $3))
                         order by created_at desc, upload_id desc limit $4
                        """, SessionStore::session, tenant, uploader, now, limit);
    }

    /** @param limit counting ends there */
    long countOpen(Tx tx, TenantId tenant, UserId uploader, int limit) {
        return count(tx, """
                select count(*) as n from (
                  select from upload_sessions
                  where tenant_id = $1 and uploader_id = $2 and status in ('Pending', 'Uploading') limit $3) open
                """, tenant, uploader, limit);
    }

    /** @param limit counting ends there */
    long countOpen(Tx tx, TenantId tenant, int limit) {
        return count(tx, """
                select count(*) as n from (
                  select from upload_sessions
                  where tenant_id = $1 and status in ('Pending', 'Uploading', 'WaitingForProcessing') limit $2) open
                """, tenant, limit);
    }

    private static long count(Tx tx, String sql, Object... params) {
        return tx.one(sql, row -> Columns.longValue(row, "n"), params).orElse(0L);
    }

    /** This process now writes the staged file; whoever did before may be a zombie that still does. */
    public void claim(Tx tx, Session session, UUID instance, Instant now) {
        tx.send("""
                update upload_sessions set instance = $3, taken_over = taken_over or instance is not null, updated_at = $4
                where tenant_id = $1 and upload_id = $2 and instance is distinct from $3
                """, session.tenant(), session.id(), instance, now);
    }

    /** The session has all its bytes though no chunk of it was sent. The caller holds the row's lock. */
    public void receivedWhole(Tx tx, Session session, Instant now) {
        tx.update("""
                update upload_sessions set received = size, status = $3, updated_at = $4
                where tenant_id = $1 and upload_id = $2
                """, session.tenant(), session.id(), SessionStatus.WAITING_FOR_PROCESSING.wireName(), now);
    }

    /** The blob is verified and stored. The caller holds the row's lock. */
    public void landed(Tx tx, Session session, Instant now) {
        tx.send("""
                update upload_sessions set landed_at = $3, updated_at = $3
                where tenant_id = $1 and upload_id = $2
                """, session.tenant(), session.id(), now);
    }

    /**
     * What {@link #landWhole} did.
     *
     * @param moved the sessions it landed
     * @param unbundled what {@link #unbundled} would return for them, those among them
     */
    public record Landed(Set<UploadId> moved, List<LandedBlob> unbundled) {}

    /**
     * Whole files that came in one chunk each: acknowledged, stored and landed, where no byte was acknowledged before.
     *
     * @param sessions of one tenant, each once
     * @param blobLocks numbers of the locks of their blobs, ascending, held from then on
     * @param manifestLocks those of their manifests
     */
    public Landed landWhole(Tx tx, List<Session> sessions, Instant now, Long[] blobLocks, Long[] manifestLocks) {
        var moved = new HashSet<UploadId>();
        var unbundled = tx.list(
                "select * from land_whole($1, $2, $3, $4, $5, $6)",
                row -> {
                    var landed = LandedBlob.of(row);
                    if (Columns.bool(row, "moved")) {
                        moved.add(landed.upload());
                    }
                    return landed;
                },
                sessions.getFirst().tenant(),
                sessions.stream().map(Session::id).toArray(UploadId[]::new),
                now,
                blobLocks,
                sessions.stream()
                        .map(s -> s.content().manifestHash())
                        .distinct()
                        .toArray(Sha256[]::new),
                manifestLocks);
        return new Landed(moved, unbundled);
    }

    /** Landed sessions of one manifest that were not handed to the gate yet. */
    public List<LandedBlob> unbundled(Tx tx, Session of) {
        return tx.list(
                "select " + LandedBlob.COLUMNS + """
                         from upload_sessions
                        where tenant_id = $1 and manifest_hash = $2 and uploader_id = $3
                          and status = 'WaitingForProcessing' and landed_at is not null and bundled_at is null
                        order by created_at
                        """,
                LandedBlob::of,
                of.tenant(),
                of.content().manifestHash(),
                of.uploader());
    }

    public void bundled(Tx tx, TenantId tenant, List<UploadId> uploads, Instant now) {
        tx.update(
                "update upload_sessions set bundled_at = $3 where tenant_id = $1 and upload_id = any($2)",
                tenant,
                uploads.toArray(UploadId[]::new),
                now);
    }

    /** The gate committed the manifest of these sessions. */
    public void completed(Tx tx, TenantId tenant, List<UploadId> uploads, long syncSeq, Instant now) {
        UploadId[] ids = uploads.toArray(UploadId[]::new);
        tx.update("delete from chunks where tenant_id = $1 and upload_id = any($2)", tenant, ids);
        tx.update("""
                update upload_sessions set status = 'Completed', sync_seq = $3, updated_at = $4
                where tenant_id = $1 and upload_id = any($2) and status = 'WaitingForProcessing'
                """, tenant, ids, syncSeq, now);
    }

    /** The gate refused the manifest of these sessions. */
    public void rejected(Tx tx, TenantId tenant, List<UploadId> uploads, ReasonCode code, Instant now) {
        UploadId[] ids = uploads.toArray(UploadId[]::new);
        tx.update("delete from chunks where tenant_id = $1 and upload_id = any($2)", tenant, ids);
        tx.update("""
                update upload_sessions set status = 'FailedProcessing', failure_code = $3, updated_at = $4
                where tenant_id = $1 and upload_id = any($2) and status = 'WaitingForProcessing'
                """, tenant, ids, code.name(), now);
    }

    /** The session has failed; its chunks go, the row stays for the rest of its time. */
    public void fail(Tx tx, Session session, ReasonCode code, Instant now) {
        tx.update("delete from chunks where tenant_id = $1 and upload_id = $2", session.tenant(), session.id());
        tx.update("""
                with ended as (
                  update upload_sessions set status = 'FailedProcessing', failure_code = $4, updated_at = $3
                  where tenant_id = $1 and upload_id = $2 returning hash, landed_at)
                """ + REMOVE_UNLANDED, session.tenant(), session.id(), now, code.name());
    }

    /** Removes the row and, with it, its chunks. */
    public void delete(Tx tx, Session session, Instant now) {
        tx.update("""
                with ended as (
                  delete from upload_sessions where tenant_id = $1 and upload_id = $2 returning hash, landed_at)
                """ + REMOVE_UNLANDED, session.tenant(), session.id(), now);
    }

    /** Sessions of all tenants that match, for background work. */
    public <T> List<T> where(Tx tx, String condition, Function<Session, T> map, Object... params) {
        return tx.list(COLUMNS + " where " + condition, row -> map.apply(session(row)), params);
    }

    private static Session session(Row row) {
        var content = new Session.Content(
                id(row, "album_id", AlbumId::new),
                id(row, "asset_id", AssetId::new),
                word(BlobRole.class, text(row, "role")),
                hash(row, "hash"),
                Columns.longValue(row, "size"),
                text(row, "content_type"),
                Columns.intValue(row, "suite"),
                byteString(row, "manifest"),
                Sha256.of(Columns.bytes(row, "manifest_hash")),
                optionalId(row, "intent_id", IntentId::new),
                optionalId(row, "operation_id", OperationId::new));
        var syncSeq = row.getLong("sync_seq");
        var progress = new Session.Progress(
                word(SessionStatus.class, text(row, "status")),
                Columns.longValue(row, "received"),
                Optional.ofNullable(row.getUUID("instance")),
                Columns.bool(row, "taken_over"),
                Columns.optionalInstant(row, "landed_at").isPresent(),
                Columns.optionalText(row, "failure_code").map(ReasonCode::valueOf),
                syncSeq == null ? OptionalLong.empty() : OptionalLong.of(syncSeq));
        return new Session(
                new TenantId(text(row, "tenant_id")),
                id(row, "upload_id", UploadId::new),
                id(row, "owner_id", UserId::new),
                id(row, "uploader_id", UserId::new),
                content,
                progress,
                instant(row, "created_at"),
                instant(row, "expires_at"));
    }

    static <E extends Enum<E> & WireEnum> E word(Class<E> type, String value) {
        return WireEnum.find(type, value)
                .orElseThrow(
                        () -> new IllegalStateException("an unknown " + type.getSimpleName() + " in the database"));
    }
}
