package dev.capsule.validation.album;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;

/**
 * An album of the caller, as {@code GET /albums} lists it.
 *
 * @param role of the caller: {@code read}, {@code write} or {@code admin}
 * @param seq of the last attestation
 * @param epoch the highest attested one
 */
public record AlbumSummary(
        AlbumId albumId, UserId ownerId, String protocolVersion, String role, long seq, long epoch, boolean frozen) {}
