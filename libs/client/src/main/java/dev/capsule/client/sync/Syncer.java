package dev.capsule.client.sync;

import dev.capsule.client.account.Escrow;
import dev.capsule.client.album.Albums;
import dev.capsule.client.directory.Directories;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.library.Library;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.protocol.id.AssetId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

/** Brings the library up to the feed of the home server. One sync at a time per library. */
public final class Syncer {
    private final Transport transport;
    private final Bearer bearer;
    private final KeyRing keys;
    private final Library library;
    private final Albums albums;
    private final Directories directories;
    private final Escrow escrow;
    private final Clock clock;

    public Syncer(
            Transport transport,
            Bearer bearer,
            KeyRing keys,
            Library library,
            Albums albums,
            Directories directories,
            Escrow escrow,
            Clock clock) {
        this.transport = transport;
        this.bearer = bearer;
        this.keys = keys;
        this.library = library;
        this.albums = albums;
        this.directories = directories;
        this.escrow = escrow;
        this.clock = clock;
    }

    /** @throws ClientException SYNC_REWIND if the feed goes back; what was applied before stays */
    public SyncReport sync(SyncOptions options, SyncListener listener) {
        var trust = new Trust(albums, directories, keys, escrow);
        return new SyncRun(new SyncApi(transport, bearer), library, trust, options, listener, clock).run();
    }

    /**
     * The original of an asset of the library: the local one, or downloaded and kept.
     *
     * @throws ClientException ASSET_UNKNOWN, ORIGINAL_UNAVAILABLE, or the reason its bytes are not what was signed
     */
    public Path original(AssetId id) {
        var asset = library.find(id)
                .filter(a -> a.state() != LibraryAsset.State.PURGED)
                .orElseThrow(() -> new ClientException(
                        "ASSET_UNKNOWN", "There is no asset " + id + " in this library; run 'sync', then 'ls'."));
        if (asset.original().isPresent()) {
            return asset.original().get();
        }
        var chain = library.chain(id);
        var content = chain.content().orElseThrow();
        var sidecar = library.sidecar(id).orElseThrow();
        var target = library.incomingOriginal(id);
        var amk = keys.album(content.albumId())
                .epoch(content.amkVersion())
                .orElseThrow(() -> new ClientException(
                        "AMK_NOT_YET_LOCAL", "The key of this asset has not arrived yet; run 'sync'."))
                .amk();
        try {
            var download = new BlobDownload(new SyncApi(transport, bearer), library.paths());
            if (!download.fetch(content, amk, sidecar.plaintextHash(), target, received -> {})) {
                throw new ClientException(
                        "ORIGINAL_UNAVAILABLE", "The server does not hand out the original of " + id + ".");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't store the original of " + id, e);
        }
        return library.put(chain, sidecar, java.util.Optional.of(target))
                .original()
                .orElseThrow();
    }
}
