package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.AlbumId;

/**
 * A signed state of the log of an album.
 *
 * @param checkpoint signed note (C2SP tlog-checkpoint)
 * @param verifierKey the key that signed it (C2SP signed-note): the same for all albums of the tenant but for its name
 */
public record Checkpoint(AlbumId albumId, String checkpoint, String verifierKey) {}
