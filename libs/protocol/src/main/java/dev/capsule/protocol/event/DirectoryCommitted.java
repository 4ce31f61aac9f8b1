package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;

/**
 * A user published a device directory.
 *
 * @param hash of the directory bytes
 */
public record DirectoryCommitted(EventHead head, UserId user, long version, Sha256 hash) implements Event {
    static DirectoryCommitted of(CborMap map) {
        return new DirectoryCommitted(
                EventHead.of(map), map.id(3, UserId::of), map.uint(4, Long.MAX_VALUE), map.hash(5));
    }

    @Override
    public EventType type() {
        return EventType.DIRECTORY_COMMITTED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user).put(4, version).put(5, hash);
    }
}
