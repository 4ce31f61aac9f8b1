package dev.capsule.identity.delivery;

import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.UUID;

/** One delivery waiting here. UUIDv7, so that they sort by time. */
record DeliveryId(UUID value) {

    /** @throws RefusalException NOT_FOUND if the text is no id at all: there is nothing under it */
    static DeliveryId parse(String text) {
        try {
            return new DeliveryId(Id.parseUuid(text));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
