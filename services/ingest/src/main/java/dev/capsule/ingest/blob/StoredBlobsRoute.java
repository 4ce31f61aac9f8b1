package dev.capsule.ingest.blob;

import dev.capsule.protocol.internal.StoredBlobsRequest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells quota which blobs of a tenant are referred to, so that it can compare what it charges for. */
@ApplicationScoped
class StoredBlobsRoute implements InternalRoute {
    private static final String PAGE = """
            select hash, max(size) as size from blob_references where tenant_id = $1 and hash > $2
            group by hash order by hash limit $3
            """;

    private final Db db;

    StoredBlobsRoute(Db db) {
        this.db = db;
    }

    @Override
    public String path() {
        return StoredBlobsRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = StoredBlobsRequest.decode(body);
        var blobs = db.inTenant(
                request.tenant(),
                tx -> tx.list(
                        PAGE,
                        row -> new StoredBlobsRequest.Blob(Columns.hash(row, "hash"), Columns.longValue(row, "size")),
                        request.tenant(),
                        request.after(),
                        request.limit()));
        return InternalReply.ok(StoredBlobsRequest.reply(blobs));
    }
}
