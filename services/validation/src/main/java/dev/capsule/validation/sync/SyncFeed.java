package dev.capsule.validation.sync;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.sync.SyncCursor;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.transparency.Checkpoint;
import dev.capsule.validation.transparency.Transparency;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pages through what changed in the albums of a caller. */
@ApplicationScoped
public class SyncFeed {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 500;
    /** Manifests and metadata blobs of one page, in bytes; base64 makes 8 MiB of it. The last entry may exceed it. */
    static final long MAX_BYTES = 6L * 1024 * 1024;

    private static final int MAX_CHECKPOINTS = 1000;

    private final Db db;
    private final CursorKeys keys;
    private final Transparency transparency;
    private final Clock clock;

    SyncFeed(Db db, CursorKeys keys, Transparency transparency, Clock clock) {
        this.db = db;
        this.keys = keys;
        this.transparency = transparency;
        this.clock = clock;
    }

    /**
     * @param cursor as handed out before; none starts at the beginning
     * @param limit 1 to {@value #MAX_LIMIT}
     */
    SyncPage page(Caller caller, Optional<String> cursor, int limit) {
        var macs = keys.of(caller.tenant());
        var positions = cursor.map(
                        token -> SyncCursor.decode(token, caller.user(), macs).positions())
                .orElse(Map.of());
        return db.inTenant(caller.tenant(), tx -> {
            var page = SyncStore.page(tx, caller.tenant(), caller.user(), positions, limit, MAX_BYTES);
            var next = new HashMap<AlbumId, Long>(positions);
            page.entries().forEach(entry -> next.put(entry.albumId(), entry.syncSeq()));
            // an album the caller was removed from is forgotten: coming back starts it afresh
            next.keySet().retainAll(SyncStore.albums(tx, caller.tenant(), caller.user()));
            var token = new SyncCursor(caller.user(), next, clock.instant().getEpochSecond()).encode(macs.getFirst());
            boolean more = page.found() > page.entries().size();
            return new SyncPage(page.entries(), token, more, checkpoints(tx, caller, page.entries(), more));
        });
    }

    private List<Checkpoint> checkpoints(Tx tx, Caller caller, List<SyncEntry> entries, boolean more) {
        return more
                ? transparency.checkpoints(
                        tx,
                        caller,
                        entries.stream().map(SyncEntry::albumId).distinct().toList())
                : transparency.checkpoints(tx, caller, MAX_CHECKPOINTS);
    }
}
