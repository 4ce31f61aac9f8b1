package dev.capsule.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.service.sample.Tokens;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedactingFilterTest {
    private static final String CANARY = "Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5";

    @ParameterizedTest
    @MethodSource("messages")
    void shouldBlackOutTheCredential_whenAMessageHoldsOne(String message, String secret) {
        var record = new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.NO_FORMAT, "test");

        boolean logged = new RedactingFilter().isLoggable(record);

        assertThat(logged).isTrue();
        assertThat(record.getMessage()).doesNotContain(secret).contains("[redacted]");
    }

    static Stream<Arguments> messages() {
        String jwt = Tokens.valid("home.localhost");
        return Stream.of(
                Arguments.of("Authorization: Bearer " + CANARY, CANARY),
                Arguments.of("authorization: bearer " + CANARY + ", more", CANARY),
                Arguments.of("Service " + CANARY, CANARY),
                Arguments.of("token=" + jwt, jwt.substring(10)),
                Arguments.of("a " + jwt + " b " + jwt, jwt.substring(10)));
    }

    @Test
    void shouldBlackOutTheCredential_whenItIsAParameter() {
        var record = new ExtLogRecord(Level.INFO, "sent %s to %s", ExtLogRecord.FormatStyle.PRINTF, "test");
        record.setParameters(new Object[] {"Bearer " + CANARY, "them"});

        new RedactingFilter().isLoggable(record);

        assertThat(record.getMessage()).isEqualTo("sent Bearer [redacted] to them");
        assertThat(record.getParameters()).isNull();
    }

    @Test
    void shouldLeaveTheMessage_whenThereIsNoCredential() {
        var record = new ExtLogRecord(Level.INFO, "the bearer of bad news", ExtLogRecord.FormatStyle.NO_FORMAT, "test");

        new RedactingFilter().isLoggable(record);

        assertThat(record.getMessage()).isEqualTo("the bearer of bad news");
    }
}
