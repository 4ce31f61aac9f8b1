package dev.capsule.service.auth;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import java.util.Optional;

/** The public keys access tokens are verified with. Blocking. */
public interface TokenKeys {

    /**
     * The Ed25519 key of a tenant by its key id.
     *
     * @throws dev.capsule.service.problem.DependencyUnavailableException if it can't be known right now
     */
    Optional<Bytes> find(TenantId tenant, String keyId);
}
