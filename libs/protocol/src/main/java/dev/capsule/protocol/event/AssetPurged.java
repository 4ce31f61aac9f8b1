package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;
import java.util.List;

/**
 * The retention of a deleted asset ended: its blobs are free, its chain stays as a tombstone.
 *
 * @param user who signed the delete
 * @param syncSeq position in the feed of the album
 * @param released every reference the asset had
 */
public record AssetPurged(
        EventHead head, AlbumId album, AssetId asset, UserId user, long syncSeq, List<BlobRef> released)
        implements Event {
    static AssetPurged of(CborMap map) {
        return new AssetPurged(
                EventHead.of(map),
                map.id(3, AlbumId::of),
                map.id(4, AssetId::of),
                map.id(5, UserId::of),
                map.uint(6, Long.MAX_VALUE),
                BlobRef.list(map, 7));
    }

    @Override
    public EventType type() {
        return EventType.ASSET_PURGED;
    }

    @Override
    public String subject() {
        return album.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, album).put(4, asset).put(5, user).put(6, syncSeq).put(7, BlobRef.array(released));
    }
}
