package dev.capsule.client;

import dev.capsule.client.account.AccessTokens;
import dev.capsule.client.account.AccountApi;
import dev.capsule.client.account.Enrolment;
import dev.capsule.client.account.Escrow;
import dev.capsule.client.account.StorageQuota;
import dev.capsule.client.album.AlbumSummary;
import dev.capsule.client.album.AlbumWriter;
import dev.capsule.client.album.Albums;
import dev.capsule.client.directory.Directories;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.Transport;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.importing.Importer;
import dev.capsule.client.keys.AccountKeys;
import dev.capsule.client.keys.DeviceKeys;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.keys.WrapKey;
import dev.capsule.client.library.Library;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.library.LibraryConfig;
import dev.capsule.client.lifecycle.Lifecycle;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.client.sync.SyncReport;
import dev.capsule.client.sync.Syncer;
import dev.capsule.client.upload.UploadJournal;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One device of one account: its keys, its library on disk and its home server. Methods block; run one import or sync at
 * a time. Failures are {@link ClientException}s with a stable code and a sentence for people.
 */
public final class CapsuleClient implements AutoCloseable {
    private final ClientConfig config;
    private final Library library;
    private final KeyRing keys;
    private final Transport transport;
    private final AccountApi accountApi;
    private final Bearer bearer;
    private final Directories directories;
    private final Escrow escrow;
    private final Albums albums;
    private final UploadJournal journal;

    private CapsuleClient(ClientConfig config, Library library, KeyRing keys, Transport transport) {
        this.config = config;
        this.library = library;
        this.keys = keys;
        this.transport = transport;
        this.accountApi = new AccountApi(transport);
        this.bearer = new AccessTokens(accountApi, keys, config.clock());
        this.directories = new Directories(transport, bearer, library.paths(), library.state());
        this.escrow = new Escrow(transport, bearer, keys);
        this.albums = new Albums(transport, bearer, keys, escrow, directories, library.paths(), config.clock());
        this.journal = UploadJournal.open(library.paths().journal());
    }

    /**
     * Registers a new account with this device as its first. Keys are on disk before the server hears of them; a
     * registration that was interrupted is finished by calling this again.
     *
     * @throws ClientException ACCOUNT_PRESENT if the library belongs to an account already
     */
    public static CapsuleClient createAccount(ClientConfig config, Secret passphrase, Optional<String> handle) {
        return start(
                config,
                library -> {
                    if (KeyRing.exists(library.paths().keys())) {
                        var interrupted = KeyRing.open(library.paths().keys(), passphrase);
                        if (interrupted.device().sessionToken().isEmpty()) {
                            return interrupted;
                        }
                    }
                    return KeyRing.create(
                            library.paths().keys(),
                            WrapKey.create(passphrase, config.keyTier()),
                            AccountKeys.fresh(config.endpoint().tenant(), handle),
                            DeviceKeys.fresh());
                },
                CapsuleClient::register);
    }

    /**
     * Makes this an additional device of an account.
     *
     * @param keysFile what {@link #exportKeys} wrote on another device, under the same passphrase
     */
    public static CapsuleClient login(ClientConfig config, Secret passphrase, Path keysFile) {
        return start(
                config,
                library -> {
                    WrapKey.Opened opened = WrapKey.open(read(keysFile), passphrase);
                    var account = AccountKeys.decode(opened.content());
                    if (!account.tenant().equals(config.endpoint().tenant())) {
                        throw new ClientException(
                                "TENANT_MISMATCH",
                                "These keys belong to an account of " + account.tenant() + ", not of "
                                        + config.endpoint().tenant() + ".");
                    }
                    return KeyRing.create(library.paths().keys(), opened.key(), account, DeviceKeys.fresh());
                },
                CapsuleClient::enrol);
    }

    /** Opens the library of an account with a new session, and finishes an enrolment that was interrupted. */
    public static CapsuleClient relogin(ClientConfig config, Secret passphrase) {
        return start(config, library -> KeyRing.open(library.paths().keys(), passphrase), CapsuleClient::enrol);
    }

    /** Opens the library of an account; asks the server nothing. */
    public static CapsuleClient open(ClientConfig config, Secret passphrase) {
        return start(config, library -> KeyRing.open(library.paths().keys(), passphrase), client -> {});
    }

    private static CapsuleClient start(
            ClientConfig config, Function<Library, KeyRing> keys, java.util.function.Consumer<CapsuleClient> enter) {
        var library = Library.open(config.root(), config.clock());
        Transport transport = null;
        try {
            var ring = keys.apply(library);
            transport = new Transport(config.endpoint(), config.retry());
            var client = new CapsuleClient(config, library, ring, transport);
            LibraryConfig.save(config.root(), config.endpoint());
            enter.accept(client);
            return client;
        } catch (RuntimeException e) {
            library.close();
            if (transport != null) {
                transport.close();
            }
            throw e;
        }
    }

    private void register() {
        try {
            var first = accountApi.register(keys.account());
            enrol();
            accountApi.endSession(first.token(), first.id());
        } catch (ServerRefusalException e) {
            if (e.is("ACCOUNT_EXISTS")) {
                enrol();
                return;
            }
            if (keys.device().sessionToken().isEmpty()) {
                forgetKeys();
            }
            throw e;
        }
    }

    /** The server took no account for them, so they protect nothing. */
    private void forgetKeys() {
        try {
            Files.deleteIfExists(library.paths().keys().resolve(KeyRing.FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove the unused keys", e);
        }
    }

    private void enrol() {
        keys.session(accountApi.login(keys.account(), keys.device().device()).token());
        escrow.pull();
        new Enrolment(keys, directories, config.clock()).enrol();
        albums.sendPending();
        escrow.push();
    }

    public UserId user() {
        return keys.user();
    }

    public DeviceId device() {
        return keys.device().device();
    }

    public Library library() {
        return library;
    }

    /** How full the account is. */
    public StorageQuota quota() {
        return StorageQuota.ask(transport, bearer);
    }

    public UploadJournal.Counts uploads() {
        return journal.counts();
    }

    /** Writes the account keys, sealed under the passphrase, for another device. The file is as secret as the passphrase is weak. */
    public void exportKeys(Path file) {
        escrow.pull();
        try {
            AtomicFile.writePrivate(file.toAbsolutePath(), keys.sealedAccount());
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    public AlbumSummary createAlbum(String name) {
        return albums.create(name);
    }

    /** The albums this device holds keys of, after looking for keys other devices stored. */
    public List<AlbumSummary> albums() {
        escrow.pull();
        return albums.list();
    }

    /** By id or unique name. */
    public AlbumSummary album(String idOrName) {
        return albums.find(idOrName);
    }

    public ImportReport importFolder(AlbumId album, Path folder, ImportOptions options, ImportListener listener) {
        albums.sendPending();
        return new Importer(transport, bearer, keys, library, journal, config.clock())
                .importFolder(writer(album), folder, options, listener);
    }

    public SyncReport sync(SyncOptions options, SyncListener listener) {
        return syncer().sync(options, listener);
    }

    /** The plaintext original, downloaded if this device does not keep it yet. */
    public Path original(AssetId asset) {
        return syncer().original(asset);
    }

    public LibraryAsset delete(AssetId asset, Duration retention) {
        return lifecycle().delete(writerOf(asset), asset, retention);
    }

    public LibraryAsset restore(AssetId asset) {
        return lifecycle().restore(writerOf(asset), asset);
    }

    private Lifecycle lifecycle() {
        return new Lifecycle(transport, bearer, library);
    }

    private Syncer syncer() {
        return new Syncer(transport, bearer, keys, library, albums, directories, escrow, config.clock());
    }

    private AlbumWriter writerOf(AssetId asset) {
        return writer(library.find(asset)
                .orElseThrow(() -> new ClientException(
                        "ASSET_UNKNOWN", "There is no asset " + asset + " in this library; run 'sync', then 'ls'."))
                .album());
    }

    private AlbumWriter writer(AlbumId album) {
        return AlbumWriter.of(keys, albums.refresh(album), config.clock());
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > WrapKey.MAX_BYTES) {
                throw new ClientException("KEYS_MALFORMED", "The file " + file + " is not a key file.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ClientException("KEYS_UNREADABLE", "The key file " + file + " can't be read.", e);
        }
    }

    @Override
    public void close() {
        journal.close();
        library.close();
        transport.close();
    }
}
