package dev.capsule.identity.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.identity.sample.Person;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class EscrowTest {
    private static final String PATH = "/escrow/account-keys";
    private String token = "";

    @BeforeEach
    void registerSomeone() {
        token = Person.accessToken(new Person().register());
    }

    @Test
    void shouldKeepTheBytesAndCountVersions_whenWrittenInTurn() {
        write(new byte[] {1})
                .put(PATH)
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("version", equalTo(1));
        write(new byte[] {2, 3})
                .header("If-Match", "\"1\"")
                .put(PATH)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");

        var stored = Person.with(token)
                .accept("*/*")
                .get(PATH)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .header("Cache-Control", "no-store")
                .contentType("application/octet-stream")
                .extract()
                .asByteArray();
        assertThat(stored).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"0\"", "\"x\"", "W/\"1\""})
    void shouldNotOverwrite_whenAnotherVersionIsStored(String ifMatch) {
        write(new byte[] {1}).put(PATH).then().statusCode(201);

        write(new byte[] {2})
                .header("If-Match", ifMatch)
                .put(PATH)
                .then()
                .statusCode(412)
                .body("code", equalTo("PRECONDITION_FAILED"));

        assertThat(Person.with(token).accept("*/*").get(PATH).asByteArray()).containsExactly(1);
    }

    @Test
    void shouldNotOverwrite_whenTheWriterNamesNoVersion() {
        write(new byte[] {1}).header("If-None-Match", "*").put(PATH).then().statusCode(201);

        write(new byte[] {2}).put(PATH).then().statusCode(412);
        write(new byte[] {2}).header("If-None-Match", "*").put(PATH).then().statusCode(412);
    }

    @Test
    void shouldNotCreate_whenTheWriterExpectsAVersion() {
        write(new byte[] {1}).header("If-Match", "\"1\"").put(PATH).then().statusCode(412);

        Person.with(token).get(PATH).then().statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void shouldRefuse_whenThereIsNothingToKeep() {
        Person.with(token).put(PATH).then().statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldTake64KiBAndNotAByteMore() {
        write(new byte[65_537]).put(PATH).then().statusCode(413).body("code", equalTo("BODY_TOO_LARGE"));
        write(new byte[65_536]).put(PATH).then().statusCode(201);
    }

    @Test
    void shouldShowNothing_whenItIsAnothersEscrow() {
        write(new byte[] {1}).put(PATH).then().statusCode(201);
        String stranger = Person.accessToken(new Person().register());

        Person.with(stranger).get(PATH).then().statusCode(404);
    }

    @Test
    void shouldRefuseMore_whenThereAreSixteenKinds() {
        for (int i = 0; i < 16; i++) {
            write(new byte[] {1}).put("/escrow/kind-" + i).then().statusCode(201);
        }

        write(new byte[] {1}).put("/escrow/kind-16").then().statusCode(413);
        write(new byte[] {2})
                .header("If-Match", "*")
                .put("/escrow/kind-3")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER", "under_score", "a.b"})
    void shouldFindNothing_whenTheKindIsNotOfItsForm(String kind) {
        write(new byte[] {1}).put("/escrow/" + kind).then().statusCode(404);
    }

    private RequestSpecification write(byte[] bytes) {
        return Person.with(token).contentType("application/octet-stream").body(bytes);
    }
}
