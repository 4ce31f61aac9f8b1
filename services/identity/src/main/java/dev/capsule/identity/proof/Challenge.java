package dev.capsule.identity.proof;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;

/**
 * What a client signs to prove its identity key.
 *
 * @param nonce 32 bytes
 * @param expires five minutes from now; sent back as text, unchanged
 */
public record Challenge(Bytes nonce, Timestamp expires) {}
