package dev.capsule.ingest.moderation;

import dev.capsule.protocol.event.AssetModerated;
import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.inbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Keeps what moderation did to every asset: of each matter the newest action counts, in whatever order they arrive. */
@ApplicationScoped
class ModerationEvents implements BatchHandler<List<Event>> {
    private static final Logger LOG = Logger.getLogger(ModerationEvents.class);

    private final Inbox inbox;

    ModerationEvents(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("moderation-actions")
    @Blocking
    void on(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("ingest-moderation", records, this);
    }

    @Override
    public List<Event> prepare(List<Event> events) {
        return events;
    }

    @Override
    public void apply(Tx tx, List<Event> fresh, List<Event> prepared) {
        for (var event : fresh) {
            if (!(event instanceof AssetModerated moderated)) {
                throw new IllegalArgumentException("a " + event.type().wireName() + " on this topic");
            }
            boolean newer = set(tx, moderated) > 0;
            LOG.infof(
                    "moderation: asset %s, %s %d%s",
                    moderated.asset(),
                    moderated.action().wireName(),
                    moderated.seq(),
                    newer ? "" : ", a newer one is known");
        }
    }

    private static int set(Tx tx, AssetModerated event) {
        return switch (event.action()) {
            case TAKEDOWN -> takedown(tx, event, true);
            case TAKEDOWN_LIFTED -> takedown(tx, event, false);
            case LEGAL_HOLD -> legalHold(tx, event, true);
            case LEGAL_HOLD_LIFTED -> legalHold(tx, event, false);
        };
    }

    private static int takedown(Tx tx, AssetModerated event, boolean on) {
        return tx.update("""
                insert into asset_moderation as a (tenant_id, asset_id, taken_down, takedown_seq) values ($1, $2, $3, $4)
                on conflict (tenant_id, asset_id) do update
                  set taken_down = excluded.taken_down, takedown_seq = excluded.takedown_seq
                  where a.takedown_seq < excluded.takedown_seq
                """, event.tenant(), event.asset(), on, event.seq());
    }

    private static int legalHold(Tx tx, AssetModerated event, boolean on) {
        return tx.update("""
                insert into asset_moderation as a (tenant_id, asset_id, legal_hold, hold_seq) values ($1, $2, $3, $4)
                on conflict (tenant_id, asset_id) do update
                  set legal_hold = excluded.legal_hold, hold_seq = excluded.hold_seq
                  where a.hold_seq < excluded.hold_seq
                """, event.tenant(), event.asset(), on, event.seq());
    }
}
