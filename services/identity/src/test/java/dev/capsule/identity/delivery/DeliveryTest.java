package dev.capsule.identity.delivery;

import static dev.capsule.identity.delivery.Envelope.delivery;
import static dev.capsule.identity.delivery.Envelope.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.service.body.Base64Url;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class DeliveryTest extends SenderAndRecipient {
    @Test
    void shouldRelayTheExactBytes_untilTheyAreAcknowledged() {
        byte[] object = delivery(sender, recipient, 1);
        String id = send(senderToken, object).statusCode(201).extract().path("delivery_id");

        Person.with(recipientToken)
                .get("/deliveries")
                .then()
                .statusCode(200)
                .body("deliveries", hasSize(1))
                .body("deliveries[0].delivery_id", equalTo(id))
                .body("deliveries[0].delivery", equalTo(Base64Url.encode(object)))
                .body("has_more", equalTo(false));
        Person.with(recipientToken).delete("/deliveries/" + id).then().statusCode(204);
        Person.with(recipientToken).get("/deliveries").then().body("deliveries", hasSize(0));
        Person.with(recipientToken).delete("/deliveries/" + id).then().statusCode(404);
    }

    @Test
    void shouldKeepOne_whenTheSameObjectIsSentTwice() {
        byte[] object = delivery(sender, recipient, 1);
        String id = send(senderToken, object).statusCode(201).extract().path("delivery_id");

        send(senderToken, object).statusCode(200).body("delivery_id", equalTo(id));
    }

    @Test
    void shouldShowAndEndOnlyOnesOwn() {
        String id = send(senderToken, delivery(sender, recipient, 1))
                .statusCode(201)
                .extract()
                .path("delivery_id");

        Person.with(senderToken).get("/deliveries").then().body("deliveries", hasSize(0));
        Person.with(senderToken).delete("/deliveries/" + id).then().statusCode(404);
        Person.with(recipientToken).get("/deliveries").then().body("deliveries", hasSize(1));
    }

    @Test
    void shouldRefuse_whenTheSenderIsNotTheCaller() {
        send(recipientToken, delivery(sender, recipient, 1)).statusCode(403).body("code", equalTo("CREATOR_MISMATCH"));
        assertThat(validation.asked()).isEmpty();
    }

    @Test
    void shouldRefuse_whenThereIsNoSuchRecipient() {
        send(senderToken, delivery(sender, new Person(), 1)).statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void shouldRefuse_whenTheObjectIsNotCanonicalOrNotWhole() {
        byte[] object = delivery(sender, recipient, 1);
        byte[] longer = java.util.Arrays.copyOf(object, object.length + 1);

        send(senderToken, longer).statusCode(400).body("code", equalTo("MANIFEST_MALFORMED"));
        send(senderToken, new byte[] {(byte) 0xa0}).statusCode(400).body("code", equalTo("MANIFEST_MALFORMED"));
        send(senderToken, new byte[20_000]).statusCode(413).body("code", equalTo("BODY_TOO_LARGE"));
    }

    @Test
    void shouldRefuse_whenTheCryptoSuiteIsMissing() {
        Person.with(senderToken)
                .contentType("application/cbor")
                .body(delivery(sender, recipient, 1))
                .post("/deliveries")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_CRYPTO_SUITE"));
    }

    @Test
    void shouldAcknowledge_whenTheIdIsInTheQuery() {
        String id = send(senderToken, delivery(sender, recipient, 1))
                .statusCode(201)
                .extract()
                .path("delivery_id");

        Person.with(recipientToken).delete("/deliveries").then().statusCode(400);
        Person.with(recipientToken).delete("/deliveries?id=" + id).then().statusCode(204);
    }

    @Test
    void shouldShowADeviceOnlyItsOwn() {
        var otherDevice = DeviceId.generate();
        send(senderToken, delivery(sender, recipient, otherDevice, 1)).statusCode(201);

        Person.with(recipientToken).get("/deliveries").then().body("deliveries", hasSize(0));
        assertThat(otherDevice).isNotEqualTo(recipient.device);
    }
}
