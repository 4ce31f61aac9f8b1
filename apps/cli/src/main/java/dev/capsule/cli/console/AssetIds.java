package dev.capsule.cli.console;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.id.AssetId;

/** Asset ids as people type them. */
public final class AssetIds {
    private AssetIds() {}

    public static AssetId parse(String text) {
        try {
            return AssetId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ClientException("ASSET_INVALID", "'" + text + "' is not the id of an asset; see 'ls'.", e);
        }
    }
}
