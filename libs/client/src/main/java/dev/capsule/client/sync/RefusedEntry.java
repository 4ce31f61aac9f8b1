package dev.capsule.client.sync;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;

/** An entry that went to quarantine, or is held: a stable code and one sentence. */
public record RefusedEntry(AlbumId album, AssetId asset, String code, String detail) {}
