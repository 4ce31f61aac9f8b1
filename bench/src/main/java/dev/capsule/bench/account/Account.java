package dev.capsule.bench.account;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.ClientConfig;
import dev.capsule.client.account.AccessTokens;
import dev.capsule.client.account.AccountApi;
import dev.capsule.client.account.Escrow;
import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.album.Albums;
import dev.capsule.client.directory.Directories;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.library.Library;
import dev.capsule.client.upload.UploadApi;
import dev.capsule.client.upload.UploadApi.Declaration;
import dev.capsule.client.upload.UploadApi.Opened;
import dev.capsule.protocol.crypto.Argon2id;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.ContentType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** One registered user with one album; thread-safe. */
public final class Account implements AutoCloseable {
    private static final Argon2id.Parameters CHEAPEST = new Argon2id.Parameters(8 * 1024, 1, 1);

    private final Library library;
    private final Transport transport;
    private final Bearer bearer;
    private final AlbumWriter album;
    private final UploadApi uploads;

    private Account(Library library, Transport transport, Bearer bearer, AlbumWriter album) {
        this.library = library;
        this.transport = transport;
        this.bearer = bearer;
        this.album = album;
        uploads = new UploadApi(transport, bearer);
    }

    /**
     * Registers a user, publishes a directory and creates an album.
     *
     * @param root an empty directory for the keys, which protect nothing
     */
    public static Account enter(Endpoint endpoint, Path root) {
        var passphrase = Secret.of("bench".getBytes(StandardCharsets.US_ASCII));
        var config = ClientConfig.of(root, endpoint).keyTier(CHEAPEST);
        try (var client = CapsuleClient.createAccount(config, passphrase, Optional.empty())) {
            client.createAlbum("bench");
        }
        var library = Library.open(root, config.clock());
        var keys = KeyRing.open(library.paths().keys(), passphrase);
        var transport = new Transport(endpoint, config.retry());
        var api = new AccountApi(transport);
        var bearer = new AccessTokens(api, keys, config.clock());
        var directories = new Directories(transport, bearer, library.paths(), library.state());
        var escrow = new Escrow(transport, bearer, keys);
        var albums = new Albums(transport, bearer, keys, escrow, directories, library.paths(), config.clock());
        var ledger = albums.refresh(albums.list().getFirst().id());
        return new Account(library, transport, bearer, AlbumWriter.of(keys, ledger, config.clock()));
    }

    public String accessToken() {
        return bearer.token();
    }

    public Bearer bearer() {
        return bearer;
    }

    public Transport transport() {
        return transport;
    }

    public UploadApi uploads() {
        return uploads;
    }

    /** Signs a create for ciphertext and metadata of these hashes. */
    public AssetManifest sign(Sha256 ciphertext, long size, Sha256 metadata) {
        return album.create(AssetId.generate(), ciphertext, Math.max(0, size - 16), album.freshNoncePrefix(), metadata);
    }

    /** Opens the session of an original. */
    public Opened openOriginal(AssetManifest manifest, long size) {
        return uploads.open(new Declaration(
                BlobRole.ORIGINAL,
                manifest.albumId(),
                manifest.assetId(),
                size,
                manifest.ciphertextHash(),
                ContentType.OCTET_STREAM,
                Optional.of(manifest.encoded())));
    }

    @Override
    public void close() {
        transport.close();
        library.close();
    }
}
