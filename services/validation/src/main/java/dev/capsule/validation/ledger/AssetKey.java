package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.TenantId;

/** An asset within its tenant. */
record AssetKey(TenantId tenant, AssetId asset) {}
