package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.reconcile.Lockstep.Difference;
import dev.capsule.quota.reconcile.Lockstep.Entry;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Compares what quota charges for with what ingest keeps, blob by blob, and the records it was told of with the ledger,
 * album by album: an event that never came would leave every figure consistent, and wrong. Since events travel, only a
 * difference that is still the same after a while counts.
 */
@ApplicationScoped
public class NeighbourComparison {
    private static final int PAGE = 1000;
    private static final int MOST = 10_000;
    private static final String CHARGED = """
            select encode(hash, 'hex') as key, 1 as count, size as bytes from charge
            where tenant_id = $1 and hash > decode($2, 'hex') and payer_id is not null and role <> 'peer_cache'
            order by hash limit $3
            """;
    private static final String RECORDED = """
            select album_id::text as key, count(*) as count, sum(size)::bigint as bytes from provenance
            where tenant_id = $1 and album_id > $2 group by album_id order by album_id limit $3
            """;

    private final Db db;
    private final Neighbours neighbours;
    private final QuotaConfig config;

    public NeighbourComparison(Db db, Neighbours neighbours, QuotaConfig config) {
        this.db = db;
        this.neighbours = neighbours;
        this.config = config;
    }

    /** @throws DependencyUnavailableException if one of them can't be asked: nothing is known then */
    public List<Drift> find(TenantId tenant) {
        if (!neighbours.known()) {
            return List.of();
        }
        var first = look(tenant);
        if (first.isEmpty()) {
            return List.of();
        }
        settle();
        var confirmed = new ArrayList<>(look(tenant));
        confirmed.retainAll(first);
        return List.copyOf(confirmed);
    }

    private List<Drift> look(TenantId tenant) {
        var blobs = Lockstep.walk(
                (after, limit) -> charged(tenant, after, limit),
                (after, limit) -> neighbours.blobs(tenant, optional(after, Sha256::parse), limit).stream()
                        .map(blob -> new Entry(blob.hash().hex(), 1, blob.size()))
                        .toList(),
                PAGE,
                MOST);
        var albums = Lockstep.walk(
                (after, limit) -> recorded(tenant, after, limit),
                (after, limit) -> neighbours.records(tenant, optional(after, AlbumId::parse), limit).stream()
                        .map(total -> new Entry(total.album().toString(), total.records(), total.bytes()))
                        .toList(),
                PAGE,
                MOST);
        return Stream.concat(
                        blobs.differences().stream().map(NeighbourComparison::blob),
                        albums.differences().stream().map(NeighbourComparison::album))
                .toList();
    }

    private List<Entry> charged(TenantId tenant, String after, int limit) {
        return db.inTenant(tenant, tx -> tx.list(CHARGED, NeighbourComparison::entry, tenant, after, limit));
    }

    private List<Entry> recorded(TenantId tenant, String after, int limit) {
        var from = after.isEmpty() ? new UUID(0, 0) : UUID.fromString(after);
        return db.inTenant(tenant, tx -> tx.list(RECORDED, NeighbourComparison::entry, tenant, from, limit));
    }

    private static Entry entry(Row row) {
        return new Entry(Columns.text(row, "key"), Columns.longValue(row, "count"), Columns.longValue(row, "bytes"));
    }

    private static Drift blob(Difference difference) {
        return new Drift(
                "blob",
                null,
                Sha256.parse(difference.ours().key()),
                difference.theirs().count() == 0 ? "charged, but nothing refers to it" : "stored by ingest",
                difference.ours().bytes(),
                difference.theirs().bytes());
    }

    private static Drift album(Difference difference) {
        return new Drift(
                "ledger",
                null,
                null,
                "album %s: %d records known, the ledger has %d"
                        .formatted(
                                difference.ours().key(),
                                difference.ours().count(),
                                difference.theirs().count()),
                difference.ours().bytes(),
                difference.theirs().bytes());
    }

    private static <T> Optional<T> optional(String text, Function<String, T> parse) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text));
    }

    private void settle() {
        try {
            Thread.sleep(config.reconcile().settle());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("the comparison (interrupted)", e);
        }
    }
}
