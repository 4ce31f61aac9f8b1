package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;

/**
 * An asset was taken down or put under legal hold, or that ended (federation-moderation 11.4). The two are independent: the
 * end of a takedown leaves a hold as it is.
 *
 * @param user whom the record is about, the owner of the asset
 * @param seq of the actions on this asset, 1 and up: of two about the same matter the one with the higher number counts,
 *     in whatever order they arrive
 */
public record AssetModerated(EventHead head, UserId user, AssetId asset, ModerationAction action, long seq)
        implements Event {
    static AssetModerated of(CborMap map) {
        return new AssetModerated(
                EventHead.of(map),
                map.id(3, UserId::of),
                map.id(4, AssetId::of),
                Words.find(ModerationAction.class, map, 5),
                map.uint(6, Long.MAX_VALUE));
    }

    @Override
    public EventType type() {
        return EventType.ASSET_MODERATED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user).put(4, asset).put(5, action.wireName()).put(6, seq);
    }
}
