package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import java.util.Optional;

/** Who pays for a blob, if anybody does, and its size in bytes. */
public record Charge(Sha256 hash, long size, Optional<Payer> payer) {}
