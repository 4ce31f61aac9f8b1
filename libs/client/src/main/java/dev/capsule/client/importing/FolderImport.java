package dev.capsule.client.importing;

import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.importing.FolderScan.SourceFile;
import dev.capsule.client.library.Library;
import dev.capsule.client.upload.AssetUpload;
import dev.capsule.client.upload.Outgoing;
import dev.capsule.client.upload.StagedAsset;
import dev.capsule.client.upload.UploadJournal;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One import of a folder. The calling thread reads, hashes and decides in the order of the paths; a bounded number of
 * threads encrypts and sends; a larger bounded number waits for the gate. What an earlier run left unfinished is sent
 * first, with the very bytes that run had signed.
 */
final class FolderImport {
    /** Assets whose bytes are with the server but not yet decided upon. */
    private static final int MAX_UNDECIDED = 48;

    private final AlbumWriter writer;
    private final Stager stager;
    private final AssetUpload upload;
    private final Outgoing outgoing;
    private final UploadJournal journal;
    private final Library library;
    private final ImportOptions options;
    private final ImportListener listener;
    private final Clock clock;

    private final Semaphore uploads;
    private final Semaphore undecided = new Semaphore(MAX_UNDECIDED);
    private final ConcurrentLinkedQueue<ImportedAsset> committed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<FailedFile> failed = new ConcurrentLinkedQueue<>();
    private final List<Path> known = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    /** A defect of this program rather than of a file: ends the run. */
    private final AtomicReference<RuntimeException> fatal = new AtomicReference<>();

    FolderImport(
            AlbumWriter writer,
            Stager stager,
            AssetUpload upload,
            Outgoing outgoing,
            UploadJournal journal,
            Library library,
            ImportOptions options,
            ImportListener listener,
            Clock clock) {
        this.writer = writer;
        this.stager = stager;
        this.upload = upload;
        this.outgoing = outgoing;
        this.journal = journal;
        this.library = library;
        this.options = options;
        this.listener = listener;
        this.clock = clock;
        this.uploads = new Semaphore(options.uploads());
    }

    ImportReport run(Path folder) {
        var start = clock.instant();
        var scan = FolderScan.of(folder, library.paths().root());
        scan.skipped().forEach(this::skip);
        listener.planned(scan.files().size(), scan.bytes());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var resumed = resume(threads);
            for (var source : scan.files()) {
                if (fatal.get() != null) {
                    break;
                }
                if (resumed.contains(source.path().toString())) {
                    continue;
                }
                take(threads, source);
            }
        }
        if (fatal.get() != null) {
            throw fatal.get();
        }
        return report(scan, start);
    }

    private Set<String> resume(ExecutorService threads) {
        var sources = new HashSet<String>();
        for (var staged : journal.unfinished(writer.album())) {
            sources.add(staged.source());
            dispatch(threads, Path.of(staged.source()), staged.sourceSize(), () -> new Prepared(staged, Duration.ZERO));
        }
        return sources;
    }

    /** Decides about one file; what it decides does not depend on how far the uploads are. */
    private void take(ExecutorService threads, SourceFile source) {
        try {
            var type = sniff(source.path());
            if (type.isEmpty()) {
                skip(new SkippedFile(source.path(), "not a type Capsule knows (JPEG, PNG, WebP, HEIC, MP4)"));
                listener.progressed(source.size());
                return;
            }
            if (journal.knowsSource(writer.album(), source.path().toString(), source.size(), source.modified())) {
                know(source);
                return;
            }
            var hash = Outgoing.hash(source.path());
            if (isKnown(hash)) {
                know(source);
                return;
            }
            var id = AssetId.generate();
            claimed.add(hash);
            dispatch(threads, source.path(), source.size(), () -> {
                var start = clock.instant();
                var staged = stager.stage(id, source, type.get(), hash);
                return new Prepared(staged, Duration.between(start, clock.instant()));
            });
        } catch (IOException e) {
            fail(source.path(), "SOURCE_UNREADABLE", "The file can't be read.");
        }
    }

    /** Contents this run has already set out to import: two equal files become one asset. */
    private final Set<Sha256> claimed = new HashSet<>();

    private boolean isKnown(Sha256 plaintextHash) {
        return claimed.contains(plaintextHash)
                || library.findByContent(writer.album(), plaintextHash).isPresent()
                || journal.findContent(writer.album(), plaintextHash).isPresent();
    }

    private static Optional<ContentType> sniff(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return ContentSniffer.sniff(in.readNBytes(ContentSniffer.HEAD));
        }
    }

    private record Prepared(StagedAsset staged, Duration staging) {}

    @FunctionalInterface
    private interface Preparation {
        Prepared prepare() throws IOException;
    }

    private void dispatch(ExecutorService threads, Path path, long size, Preparation preparation) {
        undecided.acquireUninterruptibly();
        uploads.acquireUninterruptibly();
        threads.execute(() -> {
            var slot = new Slot();
            try {
                work(path, size, preparation, slot);
            } catch (IOException | UncheckedIOException e) {
                fail(
                        path,
                        "LOCAL_IO",
                        "The file could not be read or the library not be written: " + e.getMessage() + ".");
            } catch (ClientException e) {
                fail(path, e.code(), e.sentence());
            } catch (RuntimeException e) {
                fatal.compareAndSet(null, e);
            } finally {
                slot.free();
                undecided.release();
            }
        });
    }

    private void work(Path path, long size, Preparation preparation, Slot slot) throws IOException {
        var prepared = preparation.prepare();
        var staged = prepared.staged();
        try {
            var start = clock.instant();
            var progress = new Progress(size);
            var session = upload.send(staged, outgoing.restore(staged, amk(staged)), progress::sent);
            var stored = clock.instant();
            progress.finish();
            slot.free();
            var syncSeq = session.map(
                            id -> upload.await(id, options.commitLimit()).syncSeq())
                    .orElse(OptionalLong.empty());
            finish(path, prepared, start, stored, syncSeq);
        } catch (ClientException e) {
            if (isFinal(e)) {
                journal.failed(staged.id(), e.code());
                outgoing.discard(staged.id());
            }
            throw e;
        }
    }

    /** Whether the same signed bytes can never be committed; the file may be imported anew, as another asset. */
    private static boolean isFinal(ClientException e) {
        return switch (e) {
            case AssetUpload.RejectedByGateException rejected -> true;
            case ServerRefusalException refusal ->
                refusal.status() >= 400
                        && refusal.status() < 500
                        && refusal.status() != 401
                        && !refusal.is("RATE_LIMITED");
            default -> e.code().equals("SOURCE_GONE") || e.code().equals("SOURCE_CHANGED");
        };
    }

    /** One of the places for uploads at the same time; given back once. */
    private final class Slot {
        private boolean held = true;

        void free() {
            if (held) {
                held = false;
                uploads.release();
            }
        }
    }

    private dev.capsule.protocol.crypto.Secret amk(StagedAsset staged) {
        return writer.amk(staged.manifest().amkVersion());
    }

    private void finish(Path path, Prepared prepared, Instant start, Instant stored, OptionalLong syncSeq)
            throws IOException {
        var staged = prepared.staged();
        var done = clock.instant();
        library.put(LocalChain.of(List.of(staged.manifest())), staged.sidecar(), original(staged));
        journal.committed(staged.id());
        outgoing.discard(staged.id());
        var asset = new ImportedAsset(
                path,
                staged.id(),
                staged.plaintextHash(),
                staged.manifest().hash(),
                staged.sourceSize(),
                prepared.staging(),
                Duration.between(start, stored),
                Duration.between(stored, done),
                done,
                syncSeq);
        committed.add(asset);
        listener.committed(asset);
    }

    /** A copy of the source, if one is wanted and the source is still what was imported. */
    private Optional<Path> original(StagedAsset staged) throws IOException {
        if (!options.keepOriginals()) {
            return Optional.empty();
        }
        var copy = library.incomingOriginal(staged.id());
        Files.copy(Path.of(staged.source()), copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        if (!Outgoing.hash(copy).equals(staged.plaintextHash())) {
            Files.delete(copy);
            return Optional.empty();
        }
        dev.capsule.client.files.AtomicFile.sync(copy);
        return Optional.of(copy);
    }

    private void fail(Path path, String code, String sentence) {
        var file = new FailedFile(path, code, sentence);
        failed.add(file);
        listener.failed(file);
    }

    private void skip(SkippedFile file) {
        skipped.add(file);
        listener.skipped(file);
    }

    private void know(SourceFile source) {
        known.add(source.path());
        listener.progressed(source.size());
    }

    private ImportReport report(FolderScan scan, Instant start) {
        return new ImportReport(
                scan.files().size(),
                committed.stream()
                        .sorted(Comparator.comparing(ImportedAsset::path))
                        .toList(),
                known,
                skipped,
                failed.stream().sorted(Comparator.comparing(FailedFile::path)).toList(),
                Duration.between(start, clock.instant()));
    }

    /** Turns ciphertext bytes sent into plaintext bytes done, so that the sum is the size of the plan. */
    private final class Progress {
        private final long size;
        private long reported;
        private long sent;

        Progress(long size) {
            this.size = size;
        }

        void sent(long bytes) {
            sent += bytes;
            report(Math.clamp(sent, 0, size));
        }

        void finish() {
            report(size);
        }

        private void report(long now) {
            listener.progressed(now - reported);
            reported = now;
        }
    }
}
