package dev.capsule.client.lifecycle;

import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Transport;
import dev.capsule.client.library.Library;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.manifest.AssetManifest;
import java.time.Duration;
import java.util.Optional;

/** Moves assets into the trash and back, by signed manifests that the gate answers at once. */
public final class Lifecycle {
    private final Transport transport;
    private final Bearer bearer;
    private final Library library;

    public Lifecycle(Transport transport, Bearer bearer, Library library) {
        this.transport = transport;
        this.bearer = bearer;
        this.library = library;
    }

    /** @param retention how long the asset can be restored; the server removes it after that */
    public LibraryAsset delete(AlbumWriter writer, AssetId id, Duration retention) {
        var chain = chain(id);
        return commit(id, chain, writer.delete(head(chain), chain.content().orElseThrow(), retention));
    }

    public LibraryAsset restore(AlbumWriter writer, AssetId id) {
        var chain = chain(id);
        return commit(id, chain, writer.restore(head(chain), chain.content().orElseThrow()));
    }

    private LocalChain chain(AssetId id) {
        var chain = library.chain(id);
        if (chain.isEmpty() || chain.purged()) {
            throw new ClientException(
                    "ASSET_UNKNOWN", "There is no asset " + id + " in this library; run 'sync', then 'ls'.");
        }
        return chain;
    }

    private static AssetManifest head(LocalChain chain) {
        return chain.head().orElseThrow();
    }

    private LibraryAsset commit(AssetId id, LocalChain chain, AssetManifest manifest) {
        transport.send(Call.post("/manifests")
                .as(bearer)
                .signed(manifest.encoded().toArray())
                .header("Capsule-Operation-Id", OperationId.generate().toString()));
        return library.put(chain.append(manifest), library.sidecar(id).orElseThrow(), Optional.empty());
    }
}
