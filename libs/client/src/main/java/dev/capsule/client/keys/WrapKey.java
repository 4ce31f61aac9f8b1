package dev.capsule.client.keys;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.Argon2id;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;

/**
 * A key derived from a passphrase, with the record of how: whatever it seals carries cost parameters and salt, and
 * opening honours them. The form is the WrappedSecret of wire-formats 16: {0 mem_kib, 1 t, 2 p, 3 salt, 4 nonce,
 * 5 ciphertext}. Each seal takes a fresh random nonce; a key seals a few thousand times in its life at most.
 */
public final class WrapKey {
    /** The bound of escrow, for everything sealed this way. */
    public static final int MAX_BYTES = 64 * 1024;

    private final Argon2id.Parameters parameters;
    private final byte[] salt;
    private final Secret key;

    private WrapKey(Argon2id.Parameters parameters, byte[] salt, Secret key) {
        this.parameters = parameters;
        this.salt = salt;
        this.key = key;
    }

    /** What was opened, and the key it was opened with. */
    public record Opened(Secret content, WrapKey key) {}

    /** Takes about a second at the usual tiers, on purpose. */
    public static WrapKey create(Secret passphrase, Argon2id.Parameters parameters) {
        byte[] salt = Secret.random(Argon2id.SALT_LENGTH).reveal();
        return new WrapKey(parameters, salt, Argon2id.derive(passphrase, salt, parameters));
    }

    /** The highest tier of the contract that leaves this process two thirds of its memory. */
    public static Argon2id.Parameters tier() {
        long kib = Runtime.getRuntime().maxMemory() / 1024;
        if (kib >= 3L * Argon2id.Parameters.DESKTOP.memoryKib()) {
            return Argon2id.Parameters.DESKTOP;
        }
        return kib >= 3L * Argon2id.Parameters.NORMAL.memoryKib()
                ? Argon2id.Parameters.NORMAL
                : Argon2id.Parameters.LOW_RAM;
    }

    public byte[] seal(Secret content) {
        byte[] nonce = Secret.random(AesGcm.NONCE_LENGTH).reveal();
        byte[] sealed = new CborMapBuilder()
                .put(0, parameters.memoryKib())
                .put(1, parameters.iterations())
                .put(2, parameters.parallelism())
                .put(3, Bytes.of(salt))
                .put(4, Bytes.of(nonce))
                .put(5, Bytes.of(AesGcm.seal(key, nonce, content.reveal())))
                .encode();
        if (sealed.length > MAX_BYTES) {
            throw new ClientException("KEYS_TOO_LARGE", "The keys no longer fit in 64 KiB: there are too many albums.");
        }
        return sealed;
    }

    /** @throws ClientException PASSPHRASE_WRONG or KEYS_MALFORMED */
    public static Opened open(byte[] sealed, Secret passphrase) {
        var box = Box.decode(sealed);
        byte[] salt = box.salt().toArray();
        var derived = new WrapKey(box.parameters(), salt, Argon2id.derive(passphrase, salt, box.parameters()));
        return new Opened(derived.unseal(box), derived);
    }

    /**
     * Opens what this very key sealed, without deriving again.
     *
     * @throws ClientException PASSPHRASE_WRONG if another passphrase sealed it
     */
    public Secret open(byte[] sealed) {
        return unseal(Box.decode(sealed));
    }

    private Secret unseal(Box box) {
        try {
            return Secret.of(
                    AesGcm.open(key, box.nonce().toArray(), box.ciphertext().toArray()));
        } catch (DecryptionException e) {
            throw new ClientException("PASSPHRASE_WRONG", "The passphrase is wrong, or the key file was damaged.", e);
        }
    }

    private record Box(Argon2id.Parameters parameters, Bytes salt, Bytes nonce, Bytes ciphertext) {
        /** The bounds of the parameters are the resource guard: a hostile file can't ask for more than 1 GiB. */
        static Box decode(byte[] sealed) {
            try {
                var map = CborMap.decode(sealed, CborLimits.ofBytes(MAX_BYTES));
                return new Box(
                        new Argon2id.Parameters(
                                (int) map.uint(0, Integer.MAX_VALUE), (int) map.uint(1, 100), (int) map.uint(2, 100)),
                        map.bytes(3, Argon2id.SALT_LENGTH),
                        map.bytes(4, AesGcm.NONCE_LENGTH),
                        map.bytes(5, AesGcm.TAG_LENGTH, MAX_BYTES));
            } catch (CborException | IllegalArgumentException e) {
                throw new ClientException(
                        "KEYS_MALFORMED", "The key file is not one of this program, or was damaged.", e);
            }
        }
    }

    @Override
    public String toString() {
        return "WrapKey[redacted]";
    }
}
