package dev.capsule.client.sync;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.library.Library;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.library.LibraryState.AlbumMark;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.manifest.AssetManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One sync. Page by page: check that the feed does not go back; judge every entry in order; bring the accepted ones in,
 * several at a time; only then record marks and cursor. A crash or a broken line repeats the page, and what is already
 * in is recognised.
 */
final class SyncRun {
    private static final Duration PENDING_LIMIT = Duration.ofHours(24);

    private final SyncApi api;
    private final Library library;
    private final Trust trust;
    private final EntryJudge judge;
    private final BlobDownload download;
    private final HeldEntries heldEntries;
    private final SyncOptions options;
    private final SyncListener listener;
    private final Clock clock;

    private final Semaphore downloads;
    private final AtomicLong bytes = new AtomicLong();
    private final List<SyncedAsset> applied = new ArrayList<>();
    private final List<RefusedEntry> held = new ArrayList<>();
    private final ConcurrentLinkedQueue<RefusedEntry> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<AssetId> unavailable = new ConcurrentLinkedQueue<>();
    private final Set<AlbumId> stopped = new HashSet<>();
    private int pages;
    private int entries;

    SyncRun(SyncApi api, Library library, Trust trust, SyncOptions options, SyncListener listener, Clock clock) {
        this.api = api;
        this.library = library;
        this.trust = trust;
        this.judge = new EntryJudge(api, library, trust, clock);
        this.download = new BlobDownload(api, library.paths());
        this.heldEntries = new HeldEntries(library.paths(), clock);
        this.options = options;
        this.listener = listener;
        this.clock = clock;
        this.downloads = new Semaphore(options.downloads());
    }

    SyncReport run() {
        var start = clock.instant();
        retryHeld();
        var page = first();
        boolean more = take(page);
        while (more) {
            page = api.page(library.state().cursor());
            more = take(page);
        }
        return new SyncReport(
                pages,
                entries,
                applied,
                held,
                List.copyOf(refused),
                List.copyOf(unavailable),
                List.copyOf(stopped),
                bytes.get(),
                Duration.between(start, clock.instant()));
    }

    /** A cursor the server no longer takes starts the feed over; the marks still protect. */
    private SyncApi.Page first() {
        try {
            return api.page(library.state().cursor());
        } catch (ServerRefusalException e) {
            if (!e.is("CURSOR_INVALID") || library.state().cursor().isEmpty()) {
                throw e;
            }
            library.audit().append("cursor-reset", Map.of());
            library.state().forgetCursor();
            return api.page(Optional.empty());
        }
    }

    private boolean take(SyncApi.Page page) {
        pages++;
        entries += page.entries().size();
        requireForward(page.entries());
        var marks = new HashMap<AlbumId, AlbumMark>();
        var decisions = new ArrayList<Decision>();
        for (var entry : page.entries()) {
            if (stopped.contains(entry.album())) {
                continue;
            }
            var before = marks.getOrDefault(entry.album(), library.state().album(entry.album()));
            var decision = judge.judge(entry, before.epoch());
            if (decision instanceof Decision.Stop) {
                stopped.add(entry.album());
                continue;
            }
            decisions.add(decision);
            long epoch = decision instanceof Decision.Apply(var e, var chain, var s)
                    ? Math.max(before.epoch(), chain.head().orElseThrow().amkVersion())
                    : before.epoch();
            marks.put(entry.album(), new AlbumMark(Math.max(before.syncSeq(), entry.syncSeq()), epoch));
        }
        applyAll(decisions, page.arrived());
        // Behind a record of a newer version nothing of its album is applied, so the cursor has to stay before it.
        library.state().applied(stopped.isEmpty() ? page.nextCursor() : Optional.empty(), marks);
        return page.hasMore() && stopped.isEmpty();
    }

    /** Within an album seq rises; at or below the mark only what is known may come again (client-invariants 12). */
    private void requireForward(List<SyncEntry> page) {
        var last = new HashMap<AlbumId, Long>();
        for (var entry : page) {
            long before = last.getOrDefault(entry.album(), 0L);
            long mark = library.state().album(entry.album()).syncSeq();
            if (entry.syncSeq() <= before || (entry.syncSeq() <= mark && !isKnown(entry))) {
                library.audit()
                        .append(
                                "sync-rewind",
                                Map.of(
                                        "album", entry.album().toString(),
                                        "asset", entry.asset().toString(),
                                        "mark", Long.toString(mark),
                                        "seq", Long.toString(entry.syncSeq())));
                throw new ClientException(
                        ClientReason.SYNC_REWIND,
                        ClientReason.SYNC_REWIND.sentence() + "; nothing of this page was applied.");
            }
            last.put(entry.album(), entry.syncSeq());
        }
    }

    private boolean isKnown(SyncEntry entry) {
        var hash = entry.manifestHash();
        return library.chain(entry.asset()).contains(hash)
                || library.quarantine().contains(entry.asset(), hash)
                || heldEntries.isHeld(entry.asset())
                || entry.isPurge();
    }

    private void retryHeld() {
        var ready = new ArrayList<Decision>();
        for (var waiting : heldEntries.all()) {
            var entry = waiting.entry();
            var decision =
                    judge.judge(entry, library.state().album(entry.album()).epoch());
            if (!(decision instanceof Decision.Hold(var e, var reason, var detail))) {
                ready.add(decision);
                continue;
            }
            held.add(new RefusedEntry(entry.album(), entry.asset(), reason.name(), detail));
            boolean late = clock.instant().isAfter(waiting.since().instant().plus(PENDING_LIMIT));
            if (late && !waiting.surfaced()) {
                quarantine(entry, ClientReason.PENDING_TIMEOUT.name(), ClientReason.PENDING_TIMEOUT.sentence());
                heldEntries.surfaced(waiting);
            }
        }
        applyAll(ready, clock.instant());
        ready.forEach(decision -> heldEntries.release(decision.entry().asset()));
    }

    private void applyAll(List<Decision> decisions, Instant arrived) {
        listener.page(
                decisions.size(), decisions.stream().mapToLong(this::toDownload).sum());
        var running = new ArrayList<Future<Optional<SyncedAsset>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var decision : decisions) {
                downloads.acquireUninterruptibly();
                running.add(threads.submit(() -> {
                    try {
                        return apply(decision, arrived);
                    } finally {
                        downloads.release();
                    }
                }));
            }
        }
        for (var future : running) {
            outcome(future).ifPresent(applied::add);
        }
    }

    private static Optional<SyncedAsset> outcome(Future<Optional<SyncedAsset>> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("applying an entry failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while applying a page", e);
        }
    }

    private long toDownload(Decision decision) {
        return decision instanceof Decision.Apply apply && wantsOriginal(apply)
                ? StreamCipher.sealedSize(apply.chain().content().orElseThrow().plaintextSize())
                : 0;
    }

    private boolean wantsOriginal(Decision.Apply apply) {
        return options.originals()
                && library.find(apply.entry().asset())
                        .filter(asset -> asset.original().isPresent()
                                && asset.plaintextHash().equals(apply.sidecar().plaintextHash()))
                        .isEmpty();
    }

    private Optional<SyncedAsset> apply(Decision decision, Instant arrived) {
        return switch (decision) {
            case Decision.Apply apply -> bringIn(apply, arrived);
            case Decision.Purge(var entry) -> {
                library.purge(entry.asset());
                yield Optional.of(synced(library.find(entry.asset()).orElseThrow(), entry, arrived));
            }
            case Decision.Hold(var entry, var reason, var detail) -> {
                heldEntries.hold(entry);
                held(new RefusedEntry(entry.album(), entry.asset(), reason.name(), detail));
                yield Optional.empty();
            }
            case Decision.Refuse(var entry, var reason, var detail) -> {
                quarantine(entry, reason.name(), detail);
                yield Optional.empty();
            }
            case Decision.Nothing nothing -> Optional.empty();
            case Decision.Stop stop -> Optional.empty();
        };
    }

    private synchronized void held(RefusedEntry entry) {
        held.add(entry);
    }

    private Optional<SyncedAsset> bringIn(Decision.Apply apply, Instant arrived) {
        var entry = apply.entry();
        try {
            var original = wantsOriginal(apply) ? original(apply) : Optional.<Path>empty();
            var asset = library.put(apply.chain(), apply.sidecar(), original);
            var synced = synced(asset, entry, arrived);
            listener.applied(synced);
            return Optional.of(synced);
        } catch (ClientException e) {
            if (e.code().equals(ClientReason.CIPHERTEXT_HASH_MISMATCH.name())
                    || e.code().equals(ClientReason.CORRUPT_ORIGINAL.name())) {
                quarantine(entry, e.code(), e.sentence());
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Path> original(Decision.Apply apply) {
        AssetManifest content = apply.chain().content().orElseThrow();
        var target = library.incomingOriginal(content.assetId());
        try {
            boolean here = download.fetch(
                    content,
                    trust.amk(content.albumId(), content.amkVersion()),
                    apply.sidecar().plaintextHash(),
                    target,
                    received -> {
                        bytes.addAndGet(received);
                        listener.received(received);
                    });
            if (!here) {
                unavailable.add(content.assetId());
                library.audit()
                        .append(
                                "original-unavailable",
                                Map.of("asset", content.assetId().toString()));
                return Optional.empty();
            }
            return Optional.of(target);
        } catch (IOException e) {
            throw new UncheckedIOException("can't store the original of " + content.assetId(), e);
        }
    }

    private SyncedAsset synced(LibraryAsset asset, SyncEntry entry, Instant arrived) {
        return new SyncedAsset(asset, entry.changeKind(), entry.receivedAt().instant(), arrived, clock.instant());
    }

    private void quarantine(SyncEntry entry, String code, String detail) {
        var files = new HashMap<String, byte[]>();
        files.put("manifest.cbor", entry.manifest().toArray());
        entry.metadataBlob().ifPresent(blob -> files.put("metadata.bin", blob.toArray()));
        library.quarantine().put(entry.asset(), code, detail, "sync", Optional.of(entry.manifestHash()), files);
        var item = new RefusedEntry(entry.album(), entry.asset(), code, detail);
        refused.add(item);
        listener.refused(item);
    }
}
