package dev.capsule.validation.provenance;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.internal.LedgerTotalsRequest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Tells quota how many signed records each album has, so that it can compare what it was told of. */
@ApplicationScoped
class LedgerTotalsRoute implements InternalRoute {
    private static final String PAGE = """
            select album_id, count(*) as records, sum(octet_length(body))::bigint as bytes from manifest
            where tenant_id = $1 and album_id > $2 group by album_id order by album_id limit $3
            """;

    private final Db db;

    LedgerTotalsRoute(Db db) {
        this.db = db;
    }

    @Override
    public String path() {
        return LedgerTotalsRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = LedgerTotalsRequest.decode(body);
        var totals = db.inTenant(
                request.tenant(),
                tx -> tx.list(
                        PAGE,
                        row -> new LedgerTotalsRequest.Total(
                                Columns.id(row, "album_id", AlbumId::new),
                                Columns.longValue(row, "records"),
                                Columns.longValue(row, "bytes")),
                        request.tenant(),
                        request.after().map(AlbumId::value).orElse(new UUID(0, 0)),
                        request.limit()));
        return InternalReply.ok(LedgerTotalsRequest.reply(totals));
    }
}
