package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;

/**
 * For operators: a comparison of a tenant's storage figures with its facts, with the ledger and with the blob store gave
 * another result than the one before.
 *
 * @param found figures that differ; 0 when none does any more
 * @param bytes sum of the differences
 */
public record QuotaDriftFound(EventHead head, long found, long bytes) implements Event {
    static QuotaDriftFound of(CborMap map) {
        return new QuotaDriftFound(EventHead.of(map), map.uint(3, Long.MAX_VALUE), map.uint(4, Long.MAX_VALUE));
    }

    @Override
    public EventType type() {
        return EventType.QUOTA_DRIFT_FOUND;
    }

    @Override
    public String subject() {
        return "drift";
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, found).put(4, bytes);
    }
}
