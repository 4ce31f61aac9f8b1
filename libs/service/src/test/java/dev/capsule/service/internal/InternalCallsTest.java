package dev.capsule.service.internal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.sample.SampleRoute;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class InternalCallsTest {
    /** The test service plays identity to itself. */
    private static final String SELF = "identity";

    @Inject
    InternalClient client;

    @Inject
    InternalServer server;

    @Test
    void shouldAnswer_whenTheRouteDoes() {
        byte[] body = {1, 2, 3};

        assertThat(client.call(SELF, SampleRoute.PATH, body)).isEqualTo(body);
    }

    @Test
    void shouldRelayCodeDetailAndMembers_whenTheRouteRefuses() {
        assertThatThrownBy(() -> call("refuse"))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusalException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ReasonCode.STALE_REVIVAL);
                    assertThat(e.refusal().detail()).isEqualTo("a detail");
                    assertThat(e.refusal().members()).containsEntry("head", Sha256.ZERO.hex());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"break", "unavailable", "other secret"})
    void shouldBlameTheDependency_whenTheRouteFails(String what) {
        assertThatThrownBy(() -> call(what)).isInstanceOf(DependencyUnavailableException.class);
    }

    @Test
    void shouldBlameTheDependency_whenItDoesNotKnowTheRoute() {
        assertThatThrownBy(() -> client.call(SELF, "/internal/nothing", new byte[0]))
                .isInstanceOf(DependencyUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "unheard-of"})
    void shouldBlameTheDependency_whenNobodyListens(String service) {
        assertThatThrownBy(() -> client.call(service, SampleRoute.PATH, new byte[0]))
                .isInstanceOf(DependencyUnavailableException.class);
    }

    @Test
    void shouldRefuse_whenTheBodyIsTooLarge() {
        assertThatThrownBy(() -> client.call(SELF, SampleRoute.PATH, new byte[4_194_305]))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusalException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ReasonCode.BODY_TOO_LARGE));
    }

    @Test
    void shouldRefuse_whenTheCredentialIsMissingOrWrong() {
        post().then().statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Service wrong-secret-wrong", "Bearer test-internal-secret", "test-internal-secret", ""})
    void shouldRefuse_whenTheCredentialIsWrong(String credential) {
        given().baseUri("http://127.0.0.1")
                .port(server.port())
                .header("Authorization", credential)
                .post(SampleRoute.PATH)
                .then()
                .statusCode(401);
    }

    @Test
    void shouldRefuse_whenTheMethodOrPathIsWrong() {
        authorised().get(SampleRoute.PATH).then().statusCode(405);
        authorised().post("/internal/nothing").then().statusCode(404);
    }

    private byte[] call(String what) {
        return client.call(SELF, SampleRoute.PATH, what.getBytes(StandardCharsets.UTF_8));
    }

    private io.restassured.response.Response post() {
        return given().baseUri("http://127.0.0.1").port(server.port()).post(SampleRoute.PATH);
    }

    private RequestSpecification authorised() {
        return given().baseUri("http://127.0.0.1")
                .port(server.port())
                .header("Authorization", "Service " + BackingResource.INTERNAL_SECRET);
    }
}
