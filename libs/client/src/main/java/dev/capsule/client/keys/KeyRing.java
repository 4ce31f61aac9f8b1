package dev.capsule.client.keys;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * The unlocked keys of this device and the file {@code keys/keys.cbor} they live in, sealed under the passphrase. Every
 * change is on disk before the method that made it returns.
 */
public final class KeyRing {
    public static final String FILE = "keys.cbor";
    private static final String TYPE = "device-keys/v1";

    private final Path file;
    private final WrapKey wrapKey;
    private AccountKeys account;
    private DeviceKeys device;
    private HybridSigner deviceSigner;

    private KeyRing(Path file, WrapKey wrapKey, AccountKeys account, DeviceKeys device) {
        this.file = file;
        this.wrapKey = wrapKey;
        this.account = account;
        this.device = device;
        this.deviceSigner = device.signer();
    }

    public static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** Writes a new key file; an existing one is never overwritten. */
    public static KeyRing create(Path directory, WrapKey wrapKey, AccountKeys account, DeviceKeys device) {
        if (exists(directory)) {
            throw new ClientException(
                    "ACCOUNT_PRESENT", "This library already belongs to an account; use another --library.");
        }
        var ring = new KeyRing(directory.resolve(FILE), wrapKey, account, device);
        try {
            Files.createDirectories(directory);
            AtomicFile.restrictDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("can't create " + directory, e);
        }
        ring.save();
        return ring;
    }

    /** @throws ClientException NO_ACCOUNT, PASSPHRASE_WRONG or KEYS_MALFORMED */
    public static KeyRing open(Path directory, Secret passphrase) {
        var file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw new ClientException(
                    "NO_ACCOUNT", "This library has no account yet; run 'account create' or 'account login' first.");
        }
        WrapKey.Opened opened;
        try {
            opened = WrapKey.open(Files.readAllBytes(file), passphrase);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
        try {
            var map = CborMap.decode(opened.content().reveal(), CborLimits.ofBytes(WrapKey.MAX_BYTES));
            if (!map.text(0, 32).equals(TYPE)) {
                throw new CborException("not " + TYPE);
            }
            var device = new DeviceKeys(
                    map.id(2, DeviceId::of),
                    SecretFields.read(map, 3, HybridSigner.SEED_LENGTH),
                    map.optional(4, (m, key) -> m.text(key, 256)));
            return new KeyRing(file, opened.key(), AccountKeys.of(map.map(1)), device);
        } catch (CborException | IllegalArgumentException e) {
            throw new ClientException("KEYS_MALFORMED", "The key file " + file + " was damaged.", e);
        }
    }

    private void save() {
        byte[] content = CborEncoder.encode(new CborMapBuilder()
                .put(0, TYPE)
                .put(1, account.toCbor())
                .put(2, device.device())
                .put(3, SecretFields.write(device.signingSeed()))
                .put(4, device.sessionToken().orElse(null))
                .build());
        try {
            AtomicFile.writePrivate(file, wrapKey.seal(Secret.of(content)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    public synchronized AccountKeys account() {
        return account;
    }

    public synchronized DeviceKeys device() {
        return device;
    }

    public synchronized HybridSigner deviceSigner() {
        return deviceSigner;
    }

    public UserId user() {
        return account().user();
    }

    /** @throws ClientException ALBUM_UNKNOWN if this device holds no keys of that album */
    public AlbumKeys album(AlbumId album) {
        return account()
                .album(album)
                .orElseThrow(() ->
                        new ClientException("ALBUM_UNKNOWN", "This device holds no keys of the album " + album + "."));
    }

    public synchronized void updateAccount(UnaryOperator<AccountKeys> change) {
        var changed = change.apply(account);
        if (!changed.equals(account)) {
            account = changed;
            save();
        }
    }

    public synchronized void session(String token) {
        device = device.session(token);
        save();
    }

    /** The account keys sealed under the passphrase of this device: for another device, or for escrow. */
    public synchronized byte[] sealedAccount() {
        return account.seal(wrapKey);
    }

    /** @throws ClientException PASSPHRASE_WRONG if another device sealed them under another passphrase */
    public AccountKeys openAccount(byte[] sealed) {
        return AccountKeys.decode(wrapKey.open(sealed));
    }

    @Override
    public String toString() {
        return "KeyRing[" + user() + "]";
    }
}
