package dev.capsule.protocol.event;

import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import java.util.List;

/**
 * An album was created or its epoch chain grew; the members are those from here on.
 *
 * @param seq of the attestation, 1 and up
 * @param frozen whether an upgrade ended writes for ever
 */
public record AlbumCommitted(
        EventHead head, AlbumId album, UserId owner, long seq, long epoch, List<Member> members, boolean frozen)
        implements Event {
    static AlbumCommitted of(CborMap map) {
        return new AlbumCommitted(
                EventHead.of(map),
                map.id(3, AlbumId::of),
                map.id(4, UserId::of),
                map.uint(5, Long.MAX_VALUE),
                map.uint(6, Long.MAX_VALUE),
                Words.members(map, 7),
                map.bool(8));
    }

    @Override
    public EventType type() {
        return EventType.ALBUM_COMMITTED;
    }

    @Override
    public String subject() {
        return album.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, album)
                .put(4, owner)
                .put(5, seq)
                .put(6, epoch)
                .put(7, Words.members(members))
                .put(8, Cbor.of(frozen));
    }
}
