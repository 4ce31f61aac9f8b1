package dev.capsule.validation.retention;

import dev.capsule.protocol.event.AssetPurged;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Purges expired deletes: references are dropped, the feed says so, the chain stays as a tombstone. */
@ApplicationScoped
public class Purge {
    private static final int BATCH = 100;

    private final Db db;
    private final Outbox outbox;
    private final Clock clock;

    Purge(Db db, Outbox outbox, Clock clock) {
        this.db = db;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Purges all that is due now, a batch in each transaction. */
    public void run() {
        while (db.asSystem(this::batch) == BATCH) {
            // the next one
        }
    }

    /** @return how many were looked at */
    private int batch(Tx tx) {
        var now = new Timestamp(clock.instant());
        var candidates = PurgeStore.candidates(tx, now, BATCH);
        if (candidates.isEmpty()) {
            return 0;
        }
        var due = PurgeStore.lockDue(tx, candidates, now);
        var derivatives = PurgeStore.drop(tx, due);
        var events = new ArrayList<AssetPurged>();
        for (var each : due) {
            long seq = PurgeStore.purge(tx, each, now);
            var released = Stream.of(
                            each.original().stream(),
                            each.metadata().stream(),
                            derivatives.getOrDefault(each.key(), List.<BlobRef>of()).stream())
                    .flatMap(refs -> refs)
                    .toList();
            events.add(new AssetPurged(
                    new EventHead(EventId.generate(), each.tenant(), now),
                    each.album(),
                    each.asset(),
                    each.deletedBy(),
                    seq,
                    released));
        }
        outbox.appendAll(tx, events);
        return candidates.size();
    }
}
