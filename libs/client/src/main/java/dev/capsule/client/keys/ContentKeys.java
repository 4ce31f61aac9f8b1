package dev.capsule.client.keys;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Hkdf;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.KeyMode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The keys of single blobs, derived from the album key of their epoch (wire-formats 0.6 and 3). */
public final class ContentKeys {
    private static final int WRAPPED_LENGTH = 60;

    private ContentKeys() {}

    public static Secret file(Secret amk, Id file, Bytes noncePrefix) {
        return derive(amk, file, noncePrefix.toArray(), "asset-file/v1");
    }

    /** @param nonce the 12 bytes of the blob's envelope */
    public static Secret metadata(Secret amk, AssetId asset, byte[] nonce) {
        return derive(amk, asset, nonce, "metadata-blob/v1");
    }

    /**
     * The key of an original, however its manifest keeps it.
     *
     * @param amk the album key of the epoch of {@code content}
     * @param content the latest create or replace
     */
    public static Secret original(Secret amk, AssetManifest content) {
        return switch (content.keyMode()) {
            case DERIVED -> file(amk, content.assetId(), content.noncePrefix());
            case WRAPPED -> unwrap(amk, content);
        };
    }

    private static Secret unwrap(Secret amk, AssetManifest content) {
        byte[] wrapped = content.wrappedFileKey().orElseThrow().toArray();
        if (content.keyMode() != KeyMode.WRAPPED || wrapped.length != WRAPPED_LENGTH) {
            throw new IllegalArgumentException("not a wrapped key");
        }
        byte[] nonce = Arrays.copyOf(wrapped, AesGcm.NONCE_LENGTH);
        var wrapKey = derive(amk, content.assetId(), nonce, "asset-keywrap/v1");
        try {
            return Secret.of(AesGcm.open(wrapKey, nonce, Arrays.copyOfRange(wrapped, nonce.length, wrapped.length)));
        } catch (DecryptionException e) {
            throw new ClientException(
                    ClientReason.CIPHERTEXT_HASH_MISMATCH, "The wrapped key of the file does not open.");
        }
    }

    private static Secret derive(Secret amk, Id id, byte[] nonce, String label) {
        byte[] salt = ByteBuffer.allocate(16 + nonce.length)
                .put(id.bytes())
                .put(nonce)
                .array();
        return Hkdf.derive(amk, salt, label, AesGcm.KEY_LENGTH);
    }
}
