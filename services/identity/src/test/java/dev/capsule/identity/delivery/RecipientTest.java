package dev.capsule.identity.delivery;

import static dev.capsule.identity.delivery.Envelope.delivery;
import static dev.capsule.identity.delivery.Envelope.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.capsule.backing.process.Ports;
import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may get a delivery is validation's word: relayed when it refuses, never guessed when it is silent. */
@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class RecipientTest extends SenderAndRecipient {
    private static final String VALIDATION = "capsule.validation.internal-url";

    private final AlbumId album = AlbumId.generate();
    private final byte[] object = delivery(album, sender, recipient, recipient.device, 1);

    @Test
    void shouldAskForTheRecipientTheObjectNames() {
        send(senderToken, object).statusCode(201);

        assertThat(validation.asked())
                .containsExactly(new DeliveryRecipientRequest(
                        new TenantId(Person.HOME), album, sender.id, recipient.id, recipient.device));
    }

    @ParameterizedTest
    @EnumSource(names = {"ALBUM_NOT_WRITABLE", "DEVICE_UNKNOWN", "DEVICE_REVOKED"})
    void shouldStoreNothing_whenValidationRefuses(ReasonCode code) {
        validation.answer(request -> {
            throw new RefusalException(code);
        });

        send(senderToken, object).statusCode(403).body("code", equalTo(code.name()));

        assertNothingStored();
    }

    @Test
    void shouldRefuseAgain_whenTheObjectWaitsButTheRecipientWasRemoved() {
        send(senderToken, object).statusCode(201);
        validation.answer(request -> {
            throw new RefusalException(ReasonCode.ALBUM_NOT_WRITABLE);
        });

        send(senderToken, object).statusCode(403).body("code", equalTo("ALBUM_NOT_WRITABLE"));
    }

    @Test
    void shouldStoreNothing_whenValidationFails() {
        validation.answer(request -> {
            throw new IllegalStateException("down");
        });

        assertUnavailable();
        assertNothingStored();
    }

    @Test
    void shouldStoreNothing_whenValidationIsSlow() {
        var silence = new CountDownLatch(1);
        validation.answer(request -> await(silence));
        try {
            assertUnavailable();
        } finally {
            silence.countDown();
        }
        assertNothingStored();
    }

    @Test
    void shouldStoreNothing_whenValidationIsNotThere() {
        System.setProperty(VALIDATION, "http://127.0.0.1:" + Ports.free());
        try {
            assertUnavailable();
        } finally {
            System.clearProperty(VALIDATION);
        }
        assertThat(validation.asked()).isEmpty();
        assertNothingStored();
    }

    private void assertUnavailable() {
        send(senderToken, object)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"));
    }

    /** Nothing waits, and the same object is new when it may be sent. */
    private void assertNothingStored() {
        Person.with(recipientToken).get("/deliveries").then().statusCode(200).body("deliveries", hasSize(0));
        validation.reset();
        send(senderToken, object).statusCode(201);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
