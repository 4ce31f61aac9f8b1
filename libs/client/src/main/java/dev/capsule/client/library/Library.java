package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.RefusalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A library on disk, opened by one process at a time. Canonical are the three files of an asset below {@code media};
 * the index is a cache of them. Safe for many threads as long as no two change the same asset at once.
 */
public final class Library implements AutoCloseable {
    private static final String VERSION = "1";

    private final LibraryPaths paths;
    private final LibraryLock lock;
    private final AssetIndex index;
    private final LibraryState state;
    private final AuditLog audit;
    private final Quarantine quarantine;

    private Library(LibraryPaths paths, LibraryLock lock, Clock clock) {
        this.paths = paths;
        this.lock = lock;
        this.audit = new AuditLog(paths.audit(), clock);
        this.quarantine = new Quarantine(paths.quarantine(), audit, clock);
        this.state = LibraryState.load(paths.state());
        this.index = new AssetIndex(paths);
    }

    /**
     * Opens or makes a library, finishing what a crash interrupted.
     *
     * @throws ClientException LIBRARY_LOCKED, or LIBRARY_VERSION for one of a newer program
     */
    public static Library open(Path root, Clock clock) {
        var paths = new LibraryPaths(root);
        try {
            paths.create();
            var lock = LibraryLock.take(paths.lock());
            try {
                checkVersion(paths.version());
                boolean rebuild = !Files.exists(paths.index());
                var library = new Library(paths, lock, clock);
                int recovered = Bundle.recover(paths);
                if (recovered > 0) {
                    library.audit.append("recovered", Map.of("bundles", Integer.toString(recovered)));
                }
                if (recovered > 0 || rebuild) {
                    library.rebuildIndex();
                }
                return library;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't open the library at " + root, e);
        }
    }

    private static void checkVersion(Path file) throws IOException {
        if (!Files.exists(file)) {
            dev.capsule.client.files.AtomicFile.write(
                    file, VERSION.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } else if (!Files.readString(file).strip().equals(VERSION)) {
            throw new ClientException(
                    "LIBRARY_VERSION", "The library at " + file.getParent() + " was made by a newer version.");
        }
    }

    public LibraryPaths paths() {
        return paths;
    }

    public LibraryState state() {
        return state;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    public AuditLog audit() {
        return audit;
    }

    /** All assets, trashed and purged ones included, by capture time. */
    public List<LibraryAsset> assets() {
        return index.all();
    }

    public Optional<LibraryAsset> find(AssetId id) {
        return index.find(id);
    }

    /** An asset of that album with that very content, unless purged. */
    public Optional<LibraryAsset> findByContent(AlbumId album, Sha256 plaintextHash) {
        return index.findByContent(album, plaintextHash);
    }

    /** The verified history of an asset; empty for one that is not here. */
    public LocalChain chain(AssetId id) {
        var asset = index.find(id);
        if (asset.isEmpty()) {
            return LocalChain.EMPTY;
        }
        var file = bucket(asset.get()).resolve(LibraryPaths.provenance(id));
        return new LocalChain(manifests(read(file)), asset.get().state() == LibraryAsset.State.PURGED);
    }

    public Optional<Sidecar> sidecar(AssetId id) {
        return index.find(id)
                .map(asset -> bucket(asset).resolve(LibraryPaths.sidecar(id)))
                .filter(Files::exists)
                .map(file -> Sidecar.decode(read(file)));
    }

    /** Where an original is to be written before {@link #put} is given it. */
    public Path incomingOriginal(AssetId id) {
        return paths.incoming().resolve(id + ".plain");
    }

    /**
     * Stores a verified state of an asset: sidecar, history and, if given, the original, all or nothing.
     *
     * @param original a finished, durable file in the incoming folder, which is moved into place
     */
    public LibraryAsset put(LocalChain chain, Sidecar sidecar, Optional<Path> original) {
        var asset = describe(chain, sidecar);
        var bucket = bucket(asset);
        try {
            Files.createDirectories(bucket);
            settleOriginal(asset);
            var bundle = new Bundle(paths);
            try {
                if (original.isPresent()) {
                    var name = LibraryPaths.original(asset.id(), asset.contentType());
                    var home = asset.state() == LibraryAsset.State.TRASHED ? paths.trash() : bucket;
                    Files.move(original.get(), bundle.stage(home.resolve(name)), StandardCopyOption.ATOMIC_MOVE);
                }
                bundle.stage(
                        bucket.resolve(LibraryPaths.sidecar(asset.id())),
                        sidecar.encoded().toArray());
                bundle.stage(bucket.resolve(LibraryPaths.provenance(asset.id())), encode(chain));
                bundle.commit();
            } finally {
                bundle.discard();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't store the asset " + asset.id(), e);
        }
        index.put(asset);
        return index.find(asset.id()).orElseThrow();
    }

    /** Moves an original that is already here to where the state of its asset wants it, before the state is committed. */
    private void settleOriginal(LibraryAsset asset) throws IOException {
        var name = LibraryPaths.original(asset.id(), asset.contentType());
        var inBucket = bucket(asset).resolve(name);
        var inTrash = paths.trash().resolve(name);
        boolean trashed = asset.state() == LibraryAsset.State.TRASHED;
        var from = trashed ? inBucket : inTrash;
        var to = trashed ? inTrash : inBucket;
        if (Files.exists(from)) {
            dev.capsule.client.files.AtomicFile.publish(from, to);
        }
    }

    /** After the server purged an asset: original and sidecar go, its history stays as a tombstone. */
    public void purge(AssetId id) {
        var asset = index.find(id).orElseThrow();
        var bucket = bucket(asset);
        try {
            String name = LibraryPaths.original(id, asset.contentType());
            Files.deleteIfExists(paths.trash().resolve(name));
            Files.deleteIfExists(bucket.resolve(name));
            Files.deleteIfExists(bucket.resolve(LibraryPaths.sidecar(id)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove the purged asset " + id, e);
        }
        index.put(new LibraryAsset(
                id,
                asset.album(),
                LibraryAsset.State.PURGED,
                asset.contentType(),
                asset.size(),
                asset.plaintextHash(),
                asset.captured(),
                asset.head(),
                Optional.empty()));
    }

    /** Makes the index anew from the media files; a file that does not decode is left out and put to the audit log. */
    public int rebuildIndex() {
        var found = new java.util.ArrayList<LibraryAsset>();
        try (var files = Files.walk(paths.media(), 4)) {
            for (var file : files.filter(f -> f.toString().endsWith(".provenance.cbor"))
                    .sorted()
                    .toList()) {
                describe(file).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + paths.media(), e);
        }
        index.replaceAll(found);
        return found.size();
    }

    private Optional<LibraryAsset> describe(Path provenance) {
        String name = provenance.getFileName().toString().replace(".provenance.cbor", ".cbor");
        try {
            var chain = LocalChain.of(manifests(read(provenance)));
            var sidecarFile = provenance.resolveSibling(name);
            if (Files.exists(sidecarFile)) {
                return Optional.of(describe(chain, Sidecar.decode(read(sidecarFile))));
            }
            return Optional.of(tombstone(chain, provenance));
        } catch (ClientException | RefusalException e) {
            audit.append("index-skipped", Map.of("file", name, "code", ClientReason.PROVENANCE_BROKEN.name()));
            return Optional.empty();
        }
    }

    /** A purged asset: what its sidecar said is gone, the bucket still tells the month. */
    private static LibraryAsset tombstone(LocalChain chain, Path provenance) {
        var head = chain.head().orElseThrow(Library::broken);
        String month = provenance.getParent().getFileName().toString();
        return new LibraryAsset(
                head.assetId(),
                head.albumId(),
                LibraryAsset.State.PURGED,
                dev.capsule.protocol.manifest.ContentType.OCTET_STREAM,
                head.plaintextSize(),
                Sha256.ZERO,
                dev.capsule.protocol.id.Timestamp.parse(month + "-01T00:00:00.000Z"),
                head.hash(),
                Optional.empty());
    }

    private static LibraryAsset describe(LocalChain chain, Sidecar sidecar) {
        var head = chain.head().orElseThrow(Library::broken);
        return new LibraryAsset(
                head.assetId(),
                head.albumId(),
                head.action() == Action.DELETE ? LibraryAsset.State.TRASHED : LibraryAsset.State.LIVE,
                sidecar.contentType(),
                head.plaintextSize(),
                sidecar.plaintextHash(),
                sidecar.captureTime(),
                head.hash(),
                Optional.empty());
    }

    private Path bucket(LibraryAsset asset) {
        return paths.bucket(asset.captured());
    }

    private static List<AssetManifest> manifests(byte[] sequence) {
        return Provenance.decode(sequence).stream()
                .map(record -> AssetManifest.decode(record.manifest().toArray()))
                .toList();
    }

    private static byte[] encode(LocalChain chain) {
        return Provenance.encode(chain.records().stream()
                .map(m -> new ProvenanceRecord(m.assetId(), Bytes.of(m.encoded().toArray()), Optional.empty()))
                .toList());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    private static ClientException broken() {
        return new ClientException(ClientReason.PROVENANCE_BROKEN, "The history of an asset is empty.");
    }

    @Override
    public void close() {
        index.close();
        lock.close();
    }
}
