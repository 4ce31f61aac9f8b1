package dev.capsule.ingest.harness;

import dev.capsule.protocol.event.AssetModerated;
import dev.capsule.protocol.event.ModerationAction;

/** Moderation as far as its events go: sends them and waits until the service has handled them. */
public final class Moderation {
    private Moderation() {}

    public static void act(Photo photo, ModerationAction action, long seq) {
        Gate.handled(event(photo, action, seq));
    }

    public static AssetModerated event(Photo photo, ModerationAction action, long seq) {
        return new AssetModerated(Gate.head(), photo.user(), photo.manifest().assetId(), action, seq);
    }
}
