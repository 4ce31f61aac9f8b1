package dev.capsule.service.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.service.sample.Calls;
import dev.capsule.service.sample.RawHttp;
import dev.capsule.service.sample.Tokens;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class BodyTest {
    private static final AssetId ASSET = AssetId.generate();
    private static final String HASH = "ab".repeat(32);
    private static final String GOOD =
            "{\"asset\":\"%s\",\"hash\":\"%s\",\"data\":\"AQI\",\"size\":5}".formatted(ASSET, HASH);

    @TestHTTPResource("/")
    URI server;

    @Test
    void shouldReadAndWriteJson_whenTheBodyIsSound() {
        Calls.write()
                .contentType(MediaTypes.JSON)
                .body(GOOD)
                .post("/sample/echo")
                .then()
                .statusCode(200)
                .contentType(MediaTypes.JSON)
                .body(equalTo(GOOD));
    }

    @Test
    void shouldWriteTheSameMembersInCbor_whenAskedTo() throws IOException {
        byte[] answer = Calls.write()
                .contentType(MediaTypes.JSON)
                .accept(MediaTypes.CBOR)
                .body(GOOD)
                .post("/sample/echo")
                .then()
                .statusCode(200)
                .contentType(MediaTypes.CBOR)
                .extract()
                .asByteArray();

        var tree = Mappers.cbor().readTree(answer);
        assertThat(tree.get("asset").binaryValue()).isEqualTo(ASSET.bytes());
        assertThat(tree.get("hash").binaryValue()).hasSize(32);
        assertThat(tree.get("data").binaryValue()).containsExactly(1, 2);
        assertThat(tree.get("size").asLong()).isEqualTo(5);
        assertThat(tree.has("note")).isFalse();
    }

    @Test
    void shouldReadCbor_whenIdsAreByteStringsOrText() throws JsonProcessingException {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("asset", ASSET.bytes())
                .put("hash", HASH)
                .put("data", new byte[] {1, 2})
                .put("size", 5);

        Calls.write()
                .contentType(MediaTypes.CBOR)
                .accept(MediaTypes.JSON)
                .body(Mappers.cbor().writeValueAsBytes(body))
                .post("/sample/echo")
                .then()
                .statusCode(200)
                .body(equalTo(GOOD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void shouldRefuseWithItsCode_whenTheBodyIsBad(String name, String body, String code) {
        Calls.write()
                .contentType(MediaTypes.JSON)
                .body(body)
                .post("/sample/echo")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("unknown member", GOOD.replace("}", ",\"extra\":1}"), "UNKNOWN_FIELD"),
                Arguments.of("duplicate member", GOOD.replace("}", ",\"size\":6}"), "BODY_MALFORMED"),
                Arguments.of("missing member", GOOD.replace(",\"size\":5", ""), "BODY_MALFORMED"),
                Arguments.of("missing object member", GOOD.replace(",\"data\":\"AQI\"", ""), "BODY_MALFORMED"),
                Arguments.of("null member", GOOD.replace("\"AQI\"", "null"), "BODY_MALFORMED"),
                Arguments.of("text for a number", GOOD.replace(":5", ":\"5\""), "BODY_MALFORMED"),
                Arguments.of("fraction for a number", GOOD.replace(":5", ":5.5"), "BODY_MALFORMED"),
                Arguments.of("number for text", GOOD.replace("}", ",\"note\":5}"), "BODY_MALFORMED"),
                Arguments.of("2^63", GOOD.replace(":5", ":9223372036854775808"), "BODY_MALFORMED"),
                Arguments.of("padded base64", GOOD.replace("AQI", "AQI="), "BODY_MALFORMED"),
                Arguments.of("loose base64", GOOD.replace("AQI", "AQJ"), "BODY_MALFORMED"),
                Arguments.of("upper-case hash", GOOD.replace(HASH, "AB".repeat(32)), "BODY_MALFORMED"),
                Arguments.of("short hash", GOOD.replace(HASH, "ab".repeat(31)), "BODY_MALFORMED"),
                Arguments.of(
                        "upper-case id",
                        GOOD.replace(ASSET.toString(), ASSET.toString().toUpperCase(java.util.Locale.ROOT)),
                        "BODY_MALFORMED"),
                Arguments.of(
                        "id of another version",
                        GOOD.replace(
                                ASSET.toString(), java.util.UUID.randomUUID().toString()),
                        "BODY_MALFORMED"),
                Arguments.of("trailing tokens", GOOD + "{}", "BODY_MALFORMED"),
                Arguments.of("null", "null", "BODY_MALFORMED"),
                Arguments.of("array", "[]", "BODY_MALFORMED"),
                Arguments.of("empty", "", "BODY_MALFORMED"),
                Arguments.of("truncated", GOOD.substring(0, 30), "BODY_MALFORMED"),
                Arguments.of("polymorphic type", GOOD.replace("{", "{\"@class\":\"java.net.URL\","), "UNKNOWN_FIELD"));
    }

    /** By the platform's client: REST Assured itself succumbs to such a body. */
    @Test
    void shouldRefuse_whenTheBodyIsNestedVeryDeep() throws IOException {
        String body = "{\"asset\":" + "[".repeat(100_000);

        String answer = RawHttp.exchange(server, """
                POST /sample/echo HTTP/1.1\r
                Host: home.localhost\r
                Authorization: Bearer %s\r
                Capsule-Protocol: 2026-05-31\r
                Content-Type: application/json\r
                Content-Length: %d\r
                Connection: close\r
                \r
                %s""".formatted(Tokens.valid(Calls.HOME), body.length(), body));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("BODY_MALFORMED");
    }

    @Test
    void shouldRefuse_whenTheBodyIsTooLarge() {
        Calls.write()
                .contentType(MediaTypes.JSON)
                .body(GOOD.replace("AQI", "A".repeat(1_100_000)))
                .post("/sample/echo")
                .then()
                .statusCode(413)
                .body("code", equalTo("BODY_TOO_LARGE"));
    }

    @Test
    void shouldRefuse_whenTheRawBodyIsTooLarge() {
        Calls.write()
                .header("Capsule-Crypto-Suite", "1")
                .contentType(MediaTypes.CBOR)
                .body(new byte[1_048_577])
                .post("/sample/signed")
                .then()
                .statusCode(413)
                .body("code", equalTo("BODY_TOO_LARGE"));
    }

    @Test
    void shouldRefuse_whenTheMediaTypeIsForeign() {
        Calls.write()
                .contentType("text/plain")
                .body("hello")
                .post("/sample/echo")
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
    }

    @Test
    void shouldRefuse_whenNoAcceptableFormExists() {
        Calls.read()
                .accept("text/html")
                .get("/sample/access")
                .then()
                .statusCode(406)
                .body("code", equalTo("NOT_ACCEPTABLE"));
    }
}
