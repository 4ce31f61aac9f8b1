package dev.capsule.service.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
@TestProfile(RateLimitTest.Tight.class)
class RateLimitTest {
    public static class Tight implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "capsule.rate-limit.per-second", "1",
                    "capsule.rate-limit.burst", "5",
                    "capsule.http.min-client-build", "1.2.3");
        }
    }

    @Test
    void shouldRefuseOneAddressAndServeTheOthers_whenItAsksTooOften() {
        callUntilRefused("192.0.2.1")
                .then()
                .header("Retry-After", equalTo("1"))
                .header("Capsule-Protocol-Min", "2026-05-31")
                .header("Capsule-Min-Client-Build", "1.2.3")
                .body("code", equalTo("RATE_LIMITED"));

        assertThat(call("192.0.2.2").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotBeFooled_whenTheClientWritesAddressesOfItsOwn() {
        for (int i = 0; i < 100; i++) {
            call("10.0.0." + i + ", 192.0.2.3");
        }

        callUntilRefused("203.0.113.9, 192.0.2.3");
        assertThat(call("192.0.2.3, 203.0.113.9").statusCode()).isEqualTo(200);
    }

    /** One token a second comes back; requests are faster than that. */
    private static Response callUntilRefused(String forwardedFor) {
        for (int i = 0; i < 1000; i++) {
            var answer = call(forwardedFor);
            if (answer.statusCode() == 429) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }

    private static Response call(String forwardedFor) {
        return given().header("Host", "home.localhost")
                .header("X-Forwarded-For", forwardedFor)
                .get("/sample/open");
    }
}
