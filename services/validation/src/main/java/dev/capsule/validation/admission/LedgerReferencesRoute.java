package dev.capsule.validation.admission;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.LedgerReferences;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells ingest, when it rebuilds its index, which blobs a committed manifest still stands for, at every tenant. */
@ApplicationScoped
public class LedgerReferencesRoute implements InternalRoute {
    private static final String LIVE = """
            select m.tenant_id, a.album_id, m.asset_id, m.sync_seq,
              case when a.content = m.manifest_hash and a.state <> 'purged' then a.original_blob end as original,
              a.original_size,
              case when a.metadata = m.manifest_hash and a.state <> 'purged' then a.metadata_blob end as metadata,
              a.metadata_size,
              case when a.state <> 'purged' then d.blob end as derivative, d.size as derivative_size
            from manifest m
            join asset a on a.tenant_id = m.tenant_id and a.asset_id = m.asset_id
            left join derivative d
              on d.tenant_id = m.tenant_id and d.asset_id = m.asset_id and d.manifest_hash = m.manifest_hash
            where m.manifest_hash = $1
            """;

    private final Db db;

    LedgerReferencesRoute(Db db) {
        this.db = db;
    }

    @Override
    public String path() {
        return LedgerReferences.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var manifest = LedgerReferences.readRequest(body);
        var entries = db.asSystem(tx -> tx.list(LIVE, LedgerReferencesRoute::entry, manifest));
        return InternalReply.ok(new LedgerReferences(entries).encode());
    }

    private static LedgerReferences.Entry entry(Row row) {
        var live = new ArrayList<BlobRef>();
        add(live, row, BlobRole.ORIGINAL, "original", "original_size");
        add(live, row, BlobRole.METADATA, "metadata", "metadata_size");
        add(live, row, BlobRole.DERIVATIVE, "derivative", "derivative_size");
        return new LedgerReferences.Entry(
                new TenantId(Columns.text(row, "tenant_id")),
                Columns.id(row, "album_id", AlbumId::new),
                Columns.id(row, "asset_id", AssetId::new),
                Columns.longValue(row, "sync_seq"),
                live);
    }

    private static void add(List<BlobRef> live, Row row, BlobRole role, String hash, String size) {
        if (row.getBuffer(hash) != null) {
            live.add(new BlobRef(
                    role, Sha256.of(Columns.bytes(row, hash)), Columns.longValue(row, size), Optional.empty()));
        }
    }
}
