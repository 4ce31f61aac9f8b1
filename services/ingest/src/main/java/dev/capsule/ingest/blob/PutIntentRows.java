package dev.capsule.ingest.blob;

import dev.capsule.ingest.storage.PutIntents;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Puts in several steps that were begun and, as far as anyone knows, not ended. */
@ApplicationScoped
public class PutIntentRows implements PutIntents {
    private final Db db;
    private final Clock clock;

    PutIntentRows(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** One that was not ended. */
    public record Begun(UUID intent, Sha256 hash) {}

    @Override
    public UUID begin(Sha256 hash) {
        var intent = UUID.randomUUID();
        db.asSystem(tx -> tx.update(
                "insert into blob_put_intents (intent, hash, since) values ($1, $2, $3)",
                intent,
                hash,
                clock.instant()));
        return intent;
    }

    @Override
    public void end(UUID intent) {
        db.asSystem(tx -> tx.update("delete from blob_put_intents where intent = $1", intent));
    }

    public List<Begun> before(Instant time, int limit) {
        return db.asSystem(tx -> tx.list(
                "select intent, hash from blob_put_intents where since <= $1 order by since limit $2",
                row -> new Begun(row.getUUID("intent"), Columns.hash(row, "hash")),
                time,
                limit));
    }
}
