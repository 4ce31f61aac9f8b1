package dev.capsule.identity.delivery;

import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import io.restassured.response.ValidatableResponse;

/** Deliveries as a client makes and sends them. */
final class Envelope {
    private Envelope() {}

    static ValidatableResponse send(String token, byte[] object) {
        return Person.with(token)
                .header("Capsule-Crypto-Suite", "1")
                .contentType("application/cbor")
                .body(object)
                .post("/deliveries")
                .then();
    }

    static byte[] delivery(Person from, Person to, long version) {
        return delivery(from, to, to.device, version);
    }

    static byte[] delivery(Person from, Person to, DeviceId device, long version) {
        return delivery(AlbumId.generate(), from, to, device, version);
    }

    static byte[] delivery(AlbumId album, Person from, Person to, DeviceId device, long version) {
        byte[] core = fields(from, to, device, album, version).encode();
        var signature = from.key.sign(SignedType.AMK_DELIVERY, core);
        return fields(from, to, device, album, version)
                .put(30, signature.toCbor())
                .encode();
    }

    private static CborMapBuilder fields(Person from, Person to, DeviceId device, AlbumId album, long version) {
        return new CborMapBuilder()
                .put(0, "amk-delivery/v1")
                .put(1, album)
                .put(2, version)
                .put(3, to.id)
                .put(4, device)
                .put(5, Cbor.of(new byte[1120]))
                .put(6, Cbor.of(new byte[12]))
                .put(7, Cbor.of(new byte[64]))
                .put(8, from.id)
                .put(9, from.device);
    }
}
