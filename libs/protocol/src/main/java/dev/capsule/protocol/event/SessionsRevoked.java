package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.UserId;

/**
 * Login sessions of a user were revoked.
 *
 * @param count how many
 */
public record SessionsRevoked(EventHead head, UserId user, long count) implements Event {
    static SessionsRevoked of(CborMap map) {
        return new SessionsRevoked(EventHead.of(map), map.id(3, UserId::of), map.uint(4, Long.MAX_VALUE));
    }

    @Override
    public EventType type() {
        return EventType.SESSIONS_REVOKED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user).put(4, count);
    }
}
