package dev.capsule.validation.gate;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;

/**
 * The stored outcome of a commit: the same for every duplicate.
 *
 * @param syncSeq position in the feed of the album, 1 and up
 * @param receivedAt clock of this server
 */
public record Receipt(Sha256 manifestHash, long syncSeq, Timestamp receivedAt) {}
