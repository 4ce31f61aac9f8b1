package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which blobs and signed records make up the own bytes of a user. */
@ApplicationScoped
public class Explanation {
    static final int PAGE = 500;

    /** Charged blobs first, then signed records, each in the order of their hashes. */
    private static final String ITEMS = """
            select * from (
              (select 0 as part, hash, size, role, peer from charge
                where tenant_id = $1 and payer_id = $2 and $3 = 0 and hash > $4 order by hash limit $5)
              union all
              (select 1 as part, manifest_hash as hash, size, 'provenance' as role, '' as peer from provenance
                where tenant_id = $1 and user_id = $2 and ($3 = 0 or manifest_hash > $4)
                order by manifest_hash limit $5)
            ) items order by part, hash limit $5
            """;

    /**
     * @param size bytes charged
     * @param peer source of a cached copy
     */
    public record Item(
            Sha256 hash, long size, String role, @Nullable String peer) {}

    /** @param next where the next page starts; absent on the last one */
    public record Page(List<Item> items, @Nullable String next) {}

    /** Everything up to and including this has been seen. Not a secret, not bound to a user: it only skips. */
    record Position(int part, Sha256 hash) {
        static Optional<Position> parse(String text) {
            if (text.length() != 66 || (!text.startsWith("0-") && !text.startsWith("1-"))) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Position(text.charAt(0) - '0', Sha256.parse(text.substring(2))));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return part + "-" + hash.hex();
        }
    }

    private record Found(Position position, Item item) {}

    private Page page(Tx tx, TenantId tenant, UserId user, Optional<Position> after) {
        var found = tx.list(
                ITEMS,
                Explanation::found,
                tenant,
                user,
                after.map(Position::part).orElse(0),
                after.map(p -> p.hash().bytes()).orElse(new byte[0]),
                PAGE + 1);
        var items = found.stream().limit(PAGE).map(Found::item).toList();
        return new Page(
                items, found.size() > PAGE ? found.get(PAGE - 1).position().toString() : null);
    }

    /** @param after what an earlier page called {@code next} */
    public Optional<Page> page(Tx tx, TenantId tenant, UserId user, @Nullable String after) {
        if (after == null) {
            return Optional.of(page(tx, tenant, user, Optional.empty()));
        }
        return Position.parse(after).map(position -> page(tx, tenant, user, Optional.of(position)));
    }

    private static Found found(Row row) {
        var hash = Columns.hash(row, "hash");
        var peer = Columns.text(row, "peer");
        return new Found(
                new Position(Columns.intValue(row, "part"), hash),
                new Item(
                        hash, Columns.longValue(row, "size"), Columns.text(row, "role"), peer.isEmpty() ? null : peer));
    }
}
