package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import java.util.Optional;

/**
 * The storage state of a user changed.
 *
 * @param state the name of the new state
 * @param used bytes
 */
public record QuotaStateChanged(
        EventHead head, UserId user, String state, long used, Optional<Timestamp> graceExpiresAt) implements Event {
    static QuotaStateChanged of(CborMap map) {
        return new QuotaStateChanged(
                EventHead.of(map),
                map.id(3, UserId::of),
                map.text(4, 1024),
                map.uint(5, Long.MAX_VALUE),
                map.optional(6, CborMap::timestamp));
    }

    @Override
    public EventType type() {
        return EventType.QUOTA_STATE_CHANGED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user).put(4, state).put(5, used).put(6, graceExpiresAt.orElse(null));
    }
}
