package dev.capsule.client.importing;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.metadata.Camera;
import dev.capsule.protocol.metadata.Dimensions;
import dev.capsule.protocol.metadata.Gps;
import java.util.Optional;

/** What a file says about itself. */
public record PhotoFacts(
        Optional<Timestamp> captured, Optional<Dimensions> dimensions, Optional<Camera> camera, Optional<Gps> gps) {
    public static final PhotoFacts NONE =
            new PhotoFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Where and when is personal: it stays out of logs. */
    @Override
    public String toString() {
        return "PhotoFacts[redacted]";
    }
}
