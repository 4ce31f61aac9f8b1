package dev.capsule.identity.delivery;

import dev.capsule.identity.sample.FakeValidation;
import dev.capsule.identity.sample.Person;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** Two registered people with access tokens, and a validation that has nothing against either. */
abstract class SenderAndRecipient {
    @Inject
    FakeValidation validation;

    final Person sender = new Person();
    final Person recipient = new Person();
    String senderToken = "";
    String recipientToken = "";

    @BeforeEach
    void register() {
        validation.reset();
        sender.register();
        senderToken = Person.accessToken(sender.login());
        recipient.register();
        recipientToken = Person.accessToken(recipient.login());
    }
}
