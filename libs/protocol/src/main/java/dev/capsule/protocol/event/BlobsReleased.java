package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;

/**
 * An upload ended without a commit: cancelled, expired or failed. Its reservation is free again.
 *
 * @param size declared bytes
 */
public record BlobsReleased(EventHead head, UserId user, UploadId upload, long size) implements Event {
    static BlobsReleased of(CborMap map) {
        return new BlobsReleased(
                EventHead.of(map), map.id(3, UserId::of), map.id(4, UploadId::of), map.uint(5, Long.MAX_VALUE));
    }

    @Override
    public EventType type() {
        return EventType.BLOBS_RELEASED;
    }

    @Override
    public String subject() {
        return user.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, user).put(4, upload).put(5, size);
    }
}
