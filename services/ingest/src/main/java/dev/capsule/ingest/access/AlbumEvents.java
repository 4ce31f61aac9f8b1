package dev.capsule.ingest.access;

import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.inbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/** Keeps the members of every album as the newest attestation names them. */
@ApplicationScoped
class AlbumEvents implements BatchHandler<List<Event>> {
    private final Inbox inbox;

    AlbumEvents(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("albums-committed")
    @Blocking
    void on(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("ingest-albums", records, this);
    }

    @Override
    public List<Event> prepare(List<Event> events) {
        return events;
    }

    @Override
    public void apply(Tx tx, List<Event> fresh, List<Event> prepared) {
        for (var event : fresh) {
            if (!(event instanceof AlbumCommitted album)) {
                throw new IllegalArgumentException("a " + event.type().wireName() + " on this topic");
            }
            replaceMembers(tx, album);
        }
    }

    /** An attestation older than the one that is known changes nothing. */
    private static void replaceMembers(Tx tx, AlbumCommitted album) {
        int newer = tx.update("""
                insert into albums (tenant_id, album_id, seq) values ($1, $2, $3)
                on conflict (tenant_id, album_id) do update set seq = excluded.seq where albums.seq < excluded.seq
                """, album.tenant(), album.album(), album.seq());
        if (newer == 0) {
            return;
        }
        tx.update("delete from album_members where tenant_id = $1 and album_id = $2", album.tenant(), album.album());
        tx.batch(
                "insert into album_members (tenant_id, album_id, user_id, role) values ($1, $2, $3, $4)",
                album.members().stream()
                        .map(member -> new @Nullable Object[] {
                            album.tenant(),
                            album.album(),
                            member.user(),
                            member.role().wireName()
                        })
                        .toList());
    }
}
