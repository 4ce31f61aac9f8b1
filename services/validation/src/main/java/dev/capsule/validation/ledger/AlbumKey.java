package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;

/** An album within its tenant. */
public record AlbumKey(TenantId tenant, AlbumId album) {}
