package dev.capsule.validation.provenance;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads whole chains, a page at a time. */
@ApplicationScoped
public class Provenance {
    private static final int PAGE = 128;

    private static final String VISIBLE = """
            select 1 as one from asset a
            join album_member m on m.tenant_id = a.tenant_id and m.album_id = a.album_id and m.user_id = $3
            where a.tenant_id = $1 and a.asset_id = $2
            """;
    private static final String RECORDS = """
            select body, received_at, ordinal, chain <> 'asset' as derivative from manifest
            where tenant_id = $1 and asset_id = $2 and (chain <> 'asset', ordinal) > ($3, $4)
            order by chain <> 'asset', ordinal limit $5
            """;

    private final Db db;

    Provenance(Db db) {
        this.db = db;
    }

    /** After which record to go on. */
    record Position(boolean derivative, long ordinal) {
        static final Position START = new Position(false, 0);
    }

    record Page(List<byte[]> records, Optional<Position> next) {}

    /** Members only; purged assets keep their chain. Refuses with {@link ReasonCode#NOT_FOUND}. */
    void requireVisible(Caller caller, AssetId asset) {
        boolean visible =
                db.inTenant(caller.tenant(), tx -> tx.one(VISIBLE, row -> true, caller.tenant(), asset, caller.user())
                        .isPresent());
        if (!visible) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }

    /** The asset's own chain first, then the derivatives, both in the order they were received. */
    Page page(Caller caller, AssetId asset, Position after) {
        return db.inTenant(caller.tenant(), tx -> {
            var rows = tx.list(
                    RECORDS,
                    row -> new Object() {
                        final Position position =
                                new Position(Columns.bool(row, "derivative"), Columns.longValue(row, "ordinal"));
                        final byte[] encoded = new ProvenanceRecord(
                                        asset,
                                        Columns.byteString(row, "body"),
                                        Optional.of(new Timestamp(Columns.instant(row, "received_at"))))
                                .encode();
                    },
                    caller.tenant(),
                    asset,
                    after.derivative(),
                    after.ordinal(),
                    PAGE);
            return new Page(
                    rows.stream().map(row -> row.encoded).toList(),
                    rows.size() < PAGE ? Optional.empty() : Optional.of(rows.getLast().position));
        });
    }
}
