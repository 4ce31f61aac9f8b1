package dev.capsule.validation.admission;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers ingest whether a user may read a blob: one of an asset, not purged, of an album the user is a member of. */
@ApplicationScoped
public class BlobAccessRoute implements InternalRoute {
    private static final String VISIBLE = """
            select 1 as one
            from (select a.asset_id from asset a where a.tenant_id = $1 and a.original_blob = $3
                  union all
                  select a.asset_id from asset a where a.tenant_id = $1 and a.metadata_blob = $3
                  union all
                  select d.asset_id from derivative d where d.tenant_id = $1 and d.blob = $3) referring
            join asset a on a.tenant_id = $1 and a.asset_id = referring.asset_id and a.state <> 'purged'
            join album_member m on m.tenant_id = $1 and m.user_id = $2 and m.album_id = a.album_id
            limit 1
            """;

    private final Db db;

    BlobAccessRoute(Db db) {
        this.db = db;
    }

    @Override
    public String path() {
        return BlobAccessRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = BlobAccessRequest.decode(body);
        boolean visible = db.inTenant(
                request.tenant(), tx -> tx.one(VISIBLE, row -> true, request.tenant(), request.caller(), request.hash())
                        .isPresent());
        if (!visible) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        return InternalReply.ok(new CborMapBuilder().encode());
    }
}
