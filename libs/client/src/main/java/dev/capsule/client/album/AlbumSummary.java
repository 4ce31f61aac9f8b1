package dev.capsule.client.album;

import dev.capsule.protocol.id.AlbumId;

/**
 * An album this device holds keys of.
 *
 * @param epoch the newest epoch this device holds the key of
 */
public record AlbumSummary(AlbumId id, String name, long epoch) {}
