package dev.capsule.identity.keys;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.id.Bytes;
import java.time.Instant;

/** One token signing key of a tenant. */
public record TokenKey(String id, Ed25519Signer signer, Instant createdAt) {

    public Bytes publicKey() {
        return signer.publicKey();
    }
}
