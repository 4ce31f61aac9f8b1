package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The drop an asset was adopted from: unverified, descriptive only.
 *
 * @param opaqueId the 16 bytes of the drop link
 * @param suggestedFilename at most 255 bytes
 */
public record GuestOrigin(Bytes opaqueId, Timestamp receivedAt, Optional<String> suggestedFilename) {
    public GuestOrigin {
        Items.require(opaqueId.length() == 16, "an opaque id has 16 bytes");
        suggestedFilename.ifPresent(name -> Items.require(Items.fits(name, 0, 255), "a name has at most 255 bytes"));
    }

    static GuestOrigin of(Cbor cbor) {
        var items = Items.array(cbor, 2, 3);
        return new GuestOrigin(
                Items.bytes(items.get(0), 16, 16),
                Items.timestamp(items.get(1)),
                items.size() == 3 ? Optional.of(Items.text(items.get(2), 0, 255)) : Optional.empty());
    }

    Cbor toCbor() {
        List<Cbor> items = new ArrayList<>(List.of(Cbor.of(opaqueId), Cbor.of(receivedAt.toString())));
        suggestedFilename.ifPresent(name -> items.add(Cbor.of(name)));
        return Cbor.array(items);
    }

    @Override
    public String toString() {
        return "GuestOrigin[redacted]";
    }
}
