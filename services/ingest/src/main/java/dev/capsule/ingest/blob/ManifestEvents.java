package dev.capsule.ingest.blob;

import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.upload.SessionSignals;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.event.AssetPurged;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.inbox.Inbox;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** What the gate decided: references of committed manifests, and the end of the sessions that brought the blobs. */
@ApplicationScoped
class ManifestEvents implements BatchHandler<List<Event>> {
    private static final Logger LOG = Logger.getLogger(ManifestEvents.class);

    private final Inbox inbox;
    private final BlobRows blobs;
    private final BlobStore store;
    private final Sidecars sidecars;
    private final SessionStore sessions;
    private final SessionSignals signals;
    private final Clock clock;
    private final Counter dangling;

    ManifestEvents(
            Inbox inbox,
            BlobRows blobs,
            BlobStore store,
            Sidecars sidecars,
            SessionStore sessions,
            SessionSignals signals,
            Clock clock,
            MeterRegistry metrics) {
        this.inbox = inbox;
        this.blobs = blobs;
        this.store = store;
        this.sidecars = sidecars;
        this.sessions = sessions;
        this.signals = signals;
        this.clock = clock;
        dangling = metrics.counter("capsule.ingest.dangling.references");
    }

    @Incoming("manifests-committed")
    @Blocking
    void committed(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("ingest-manifests-committed", records, this);
    }

    @Incoming("manifests-rejected")
    @Blocking
    void rejected(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("ingest-manifests-rejected", records, this);
    }

    @Override
    public List<Event> prepare(List<Event> events) {
        return events;
    }

    @Override
    public void apply(Tx tx, List<Event> fresh, List<Event> prepared) {
        for (var event : fresh) {
            switch (event) {
                case ManifestCommitted committed -> committed(tx, committed);
                case ManifestRejected rejected -> {
                    sessions.rejected(tx, rejected.tenant(), rejected.uploads(), rejected.code(), clock.instant());
                    tellWaiting(tx, rejected.uploads());
                }
                case AssetPurged purged -> blobs.releaseAll(tx, purged.tenant(), purged.asset());
                default ->
                    throw new IllegalArgumentException("a " + event.type().wireName() + " on this topic");
            }
        }
    }

    private void committed(Tx tx, ManifestCommitted event) {
        var missing = blobs.add(tx, event).stream()
                .filter(ref -> !takenBack(tx, event, ref))
                .toList();
        sidecars.enqueue(tx, event);
        blobs.release(tx, event.tenant(), event.asset(), event.released());
        sessions.completed(tx, event.tenant(), event.uploads(), event.syncSeq(), clock.instant());
        tellWaiting(tx, event.uploads());
        for (var ref : missing) {
            dangling.increment();
            LOG.errorf("DANGLING_REFERENCE asset %s refers to blob %s, which is not stored", event.asset(), ref.hash());
        }
    }

    /**
     * The collector may have dropped the row a moment ago and not the file, or another tenant may have the blob: under
     * the lock of the file its row comes back.
     */
    private boolean takenBack(Tx tx, ManifestCommitted event, BlobRef ref) {
        Locks.blob(tx, ref.hash());
        try {
            var size = store.size(ref.hash());
            if (size.isEmpty() || size.getAsLong() != ref.size()) {
                return false;
            }
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
        blobs.stored(tx, event.tenant(), ref.hash(), ref.size(), clock.instant());
        return true;
    }

    private void tellWaiting(Tx tx, List<UploadId> uploads) {
        tx.afterCommit(() -> uploads.forEach(signals::changed));
    }
}
