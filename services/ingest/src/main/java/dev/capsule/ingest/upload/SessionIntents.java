package dev.capsule.ingest.upload;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Written down before quota is asked: under which id the bytes of a content are reserved. A process that dies between
 * quota's answer and the session's row, or that never hears the answer, leaves this behind, and with it the way to find
 * the reservation again.
 */
@ApplicationScoped
public class SessionIntents {
    private static final String DECLARE = """
            insert into session_intents as i (tenant_id, owner_id, album_id, hash, role, size, upload_id, asked_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (tenant_id, owner_id, album_id, hash, role, size) do update set asked_at = excluded.asked_at
            returning i.upload_id
            """;
    private static final String END = "delete from session_intents where tenant_id = $1 and owner_id = $2"
            + " and album_id = $3 and hash = $4 and role = $5 and size = $6 and upload_id = $7";
    private static final String ABANDONED = """
            delete from session_intents where ctid = any(array(
              select ctid from session_intents where asked_at <= $1 order by asked_at limit $2 for update skip locked))
            returning tenant_id, owner_id, upload_id, size
            """;

    /** @return the id of an earlier request for the same content that came to no end, or that of {@code wanted} */
    UploadId declare(Tx tx, Session wanted) {
        var content = wanted.content();
        return tx.one(
                        DECLARE,
                        row -> Columns.id(row, "upload_id", UploadId::new),
                        wanted.tenant(),
                        wanted.owner(),
                        content.album(),
                        content.hash(),
                        content.role().wireName(),
                        content.size(),
                        wanted.id(),
                        wanted.createdAt())
                .orElseThrow();
    }

    /** @return whether it was there: if not, somebody else has ended it, and the reservation with it */
    boolean end(Tx tx, Session session) {
        var content = session.content();
        return tx.update(
                        END,
                        session.tenant(),
                        session.owner(),
                        content.album(),
                        content.hash(),
                        content.role().wireName(),
                        content.size(),
                        session.id())
                == 1;
    }

    record Abandoned(TenantId tenant, UserId owner, UploadId upload, long size) {}

    /** Ends those nobody has asked for since; the caller gives back what they reserved, in the same transaction. */
    List<Abandoned> abandoned(Tx tx, Instant askedBefore, int limit) {
        return tx.list(
                ABANDONED,
                row -> new Abandoned(
                        new TenantId(Columns.text(row, "tenant_id")),
                        Columns.id(row, "owner_id", UserId::new),
                        Columns.id(row, "upload_id", UploadId::new),
                        Columns.longValue(row, "size")),
                askedBefore,
                limit);
    }
}
