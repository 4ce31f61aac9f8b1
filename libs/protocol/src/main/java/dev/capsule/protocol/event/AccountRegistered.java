package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.UserId;

/** An account was registered. */
public record AccountRegistered(EventHead head, UserId user) implements Event {
    static AccountRegistered of(CborMap map) {
        return new AccountRegistered(EventHead.of(map), map.id(3, UserId::of));
    }

    @Override
    public EventType type() {
        return EventType.ACCOUNT_REGISTERED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user);
    }
}
