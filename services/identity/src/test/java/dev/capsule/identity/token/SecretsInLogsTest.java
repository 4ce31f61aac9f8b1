package dev.capsule.identity.token;

import static dev.capsule.identity.sample.Person.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class SecretsInLogsTest {
    /** Everything that reaches the log at all, formatted with its stack trace, before any filter. */
    private static final class Capture extends Handler {
        private final PatternFormatter formatter = new PatternFormatter("%c %s%e%n");
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord record) {
            lines.add(formatter.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final Capture capture = new Capture();

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(capture);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(capture);
    }

    @Test
    void shouldNameNoSecretInLogsErrorsOrMetrics_whateverHappensToIt() {
        var person = new Person();
        String session = person.register();
        String access = Person.accessToken(session);
        var answers = new ArrayList<String>();
        for (String token : List.of(session, access)) {
            for (String path :
                    List.of("/sessions", "/deliveries", "/escrow/account-keys", "/nowhere", "/tokens/" + 1)) {
                for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                    answers.add(request()
                            .header("Authorization", "Bearer " + token)
                            .contentType("application/json")
                            .body("{\"token\":\"" + token + "\"}")
                            .request(method, path)
                            .asString());
                }
            }
        }
        Person.with(session)
                .contentType("application/json")
                .body(person.proof(ChallengePurpose.REVOKE_ALL))
                .post("/sessions/revoke-all")
                .then()
                .statusCode(200);

        String metrics =
                io.restassured.RestAssured.get(management.resolve("metrics")).asString();
        assertThat(capture.lines).as("something was logged").isNotEmpty();
        for (String secret : List.of(session, access, access.substring(access.lastIndexOf('.') + 1))) {
            assertThat(capture.lines).noneMatch(line -> line.contains(secret));
            assertThat(answers).noneMatch(answer -> answer.contains(secret));
            assertThat(metrics).doesNotContain(secret);
        }
    }
}
