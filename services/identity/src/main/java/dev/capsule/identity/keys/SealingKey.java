package dev.capsule.identity.keys;

import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.Hmac;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The key of this service, from {@code capsule.identity.key-encryption-key}: 32 bytes in hex. Keys for single uses are
 * derived from it; it is used for nothing itself. A missing or malformed one stops the start.
 */
@ApplicationScoped
public class SealingKey {
    private final Secret root;

    public SealingKey(@ConfigProperty(name = "capsule.identity.key-encryption-key") String hex) {
        try {
            root = Secret.of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("capsule.identity.key-encryption-key is not hex");
        }
        if (root.length() != AesGcm.KEY_LENGTH) {
            throw new IllegalStateException("capsule.identity.key-encryption-key must have 32 bytes");
        }
    }

    /** A key for one purpose and tenant; what is sealed for one tenant does not open for another. */
    public Secret derive(String purpose, TenantId tenant) {
        return Secret.of(Hmac.sha256(root, (purpose + "\0" + tenant.host()).getBytes(StandardCharsets.UTF_8)));
    }

    /** Nonce, ciphertext and tag. */
    Bytes seal(TenantId tenant, Secret seed) {
        byte[] nonce = Secret.random(AesGcm.NONCE_LENGTH).reveal();
        byte[] sealed = AesGcm.seal(derive("token-key", tenant), nonce, seed.reveal());
        byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return Bytes.of(both);
    }

    /** @throws dev.capsule.protocol.crypto.DecryptionException if it was sealed under another key or altered */
    Secret open(TenantId tenant, Bytes sealed) {
        byte[] both = sealed.toArray();
        byte[] nonce = Arrays.copyOf(both, AesGcm.NONCE_LENGTH);
        byte[] rest = Arrays.copyOfRange(both, AesGcm.NONCE_LENGTH, both.length);
        return Secret.of(AesGcm.open(derive("token-key", tenant), nonce, rest));
    }
}
