package dev.capsule.service.http;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class OperationsTest {
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void shouldBeReady_whenDatabaseAndKafkaAnswer() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get(management.resolve("health/ready"))
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("Kafka connection health check"))
                .body("checks.name", hasItem("Reactive PostgreSQL connections health check")));
    }

    @Test
    void shouldShowTheOutboxAndNameNoTenant_inTheMetrics() {
        given().header("Host", "home.localhost").get("/sample/open").then().statusCode(200);

        given().get(management.resolve("metrics"))
                .then()
                .statusCode(200)
                .body(containsString("capsule_outbox_backlog"))
                .body(containsString("capsule_outbox_relayed_total"))
                .body(containsString("capsule_http_in_flight"))
                .body(not(containsString("home.localhost")));
    }
}
