package dev.capsule.validation.gate;

import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Manifest;
import java.util.Optional;

/**
 * A manifest somebody wants committed. A claim until the gate has accepted it.
 *
 * @param caller the authenticated user behind the request or the uploads; of a pulled record its author
 * @param intent the upgrade this write belongs to
 * @param operation idempotency key of the caller
 */
public record Claim(
        TenantId tenant,
        UserId caller,
        Manifest manifest,
        Optional<IntentId> intent,
        Optional<OperationId> operation,
        Carriage carriage) {}
