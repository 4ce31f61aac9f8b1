package dev.capsule.bench.gate;

import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;

/** A device that may write into an album, with the keys to sign for both. */
record Writer(
        TenantId tenant, UserId user, DeviceId device, AlbumId album, HybridSigner deviceKey, HybridSigner writeTier) {}
