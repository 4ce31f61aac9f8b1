package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps the charge of each blob equal to what the facts say. */
@ApplicationScoped
public class Charges {
    private static final String CREATE = """
            insert into charge (tenant_id, hash, size) select $1, h, 0 from unnest($2::bytea[]) h order by h
            on conflict do nothing
            """;
    private static final String SELECT = """
            select hash, size, payer_id, role, peer from charge where tenant_id = $1 and hash = any($2)
            order by hash""";
    private static final String LOCK = SELECT + " for update";
    private static final String SAVE = """
            update charge c set size = n.size, payer_id = n.payer_id, role = n.role, peer = n.peer
            from unnest($2::bytea[], $3::bigint[], $4::uuid[], $5::text[], $6::text[])
              as n(hash, size, payer_id, role, peer)
            where c.tenant_id = $1 and c.hash = any($2) and c.hash = n.hash
            """;

    private final FactStore facts;

    public Charges(FactStore facts) {
        this.facts = facts;
    }

    /**
     * Locks the blobs and brings their charges up to date with the facts, including those this transaction has just
     * added. Whoever adds facts about one of these blobs at the same time comes here after this transaction, and sees both.
     *
     * @return what changes for whom; to be applied by the caller
     */
    public Deltas recompute(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        var deltas = new Deltas();
        if (hashes.isEmpty()) {
            return deltas;
        }
        var ids = hashes.toArray(Sha256[]::new);
        tx.update(CREATE, tenant, ids);
        var stored = tx.list(LOCK, Charges::charge, tenant, ids);
        var current = compute(tx, tenant, hashes);
        var changed = new ArrayList<Charge>();
        for (var old : stored) {
            var now = current.get(old.hash());
            if (now != null && !now.equals(old)) {
                deltas.change(old, now);
                changed.add(now);
            }
        }
        if (!changed.isEmpty()) {
            save(tx, tenant, changed);
        }
        return deltas;
    }

    /** What the facts say about each of the blobs. */
    public Map<Sha256, Charge> compute(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        var assets = new HashMap<AssetKey, AssetState>();
        var references = new HashMap<Sha256, List<Reference>>();
        for (var referenced : facts.references(tx, tenant, hashes)) {
            var reference = referenced.reference();
            assets.put(reference.asset(), referenced.asset());
            references.computeIfAbsent(reference.hash(), h -> new ArrayList<>()).add(reference);
        }
        var holds = facts.holds(tx, tenant, hashes).stream().collect(Collectors.groupingBy(CacheHold::hash));
        var result = new HashMap<Sha256, Charge>();
        for (var hash : hashes) {
            var of = references.getOrDefault(hash, List.of());
            var kept = holds.getOrDefault(hash, List.of());
            long size = Math.max(
                    of.stream().mapToLong(Reference::size).max().orElse(0),
                    kept.stream().mapToLong(CacheHold::size).max().orElse(0));
            result.put(hash, new Charge(hash, size, Charging.payer(of, assets, kept)));
        }
        return result;
    }

    private static void save(Tx tx, TenantId tenant, List<Charge> charges) {
        tx.update(
                SAVE,
                tenant,
                charges.stream().map(Charge::hash).toArray(Sha256[]::new),
                charges.stream().map(Charge::size).toArray(Long[]::new),
                charges.stream()
                        .map(c -> c.payer().map(Payer::user).orElse(null))
                        .toArray(UserId[]::new),
                charges.stream()
                        .map(c -> c.payer().map(p -> p.role().wireName()).orElse(null))
                        .toArray(String[]::new),
                charges.stream().map(c -> c.payer().map(Payer::peer).orElse("")).toArray(String[]::new));
    }

    static Charge charge(Row row) {
        var payer = Columns.optionalId(row, "payer_id", UserId::new)
                .map(user -> new Payer(user, UsageRole.ofWire(Columns.text(row, "role")), Columns.text(row, "peer")));
        return new Charge(Columns.hash(row, "hash"), Columns.longValue(row, "size"), payer);
    }

    /** Charges as they are written; a blob without one is missing. */
    public Map<Sha256, Charge> recorded(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        return tx.list(SELECT, Charges::charge, tenant, hashes.toArray(Sha256[]::new)).stream()
                .collect(Collectors.toMap(Charge::hash, charge -> charge));
    }

    /** Whoever has added facts about these blobs has committed them, and nobody adds more until this transaction ends. */
    public void lock(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        tx.update(LOCK, tenant, hashes.toArray(Sha256[]::new));
    }
}
