package dev.capsule.ingest.chunk;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offset and append requests of the IETF's draft, behind its interop header. */
@IngestTest
class ResumableDraftTest {
    private static final int SIZE = 20_000;
    private static final int FIRST = 8192;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(SIZE);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    private RequestSpecification draft() {
        return api.request().header("Upload-Draft-Interop-Version", "8");
    }

    private RequestSpecification append(int offset, int end, String complete) {
        return draft().header("Upload-Offset", Integer.toString(offset))
                .header("Upload-Complete", complete)
                .contentType("application/partial-upload")
                .body(Api.slice(photo.original(), offset, end));
    }

    private String path() {
        return "/upload/" + upload;
    }

    @Test
    void shouldResumeAndComplete_whenTheOffsetIsAskedForInBetween() {
        append(0, FIRST, "?0")
                .patch(path())
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(FIRST));

        draft().head(path())
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?0")
                .header("Upload-Offset", Integer.toString(FIRST))
                .header("Upload-Length", Integer.toString(SIZE))
                .header("Upload-Limit", containsString("min-append-size=4096"))
                .header("Cache-Control", "no-store");

        append(FIRST, SIZE, "?1").patch(path()).then().statusCode(204).header("Upload-Complete", "?1");
        draft().head(path())
                .then()
                .header("Upload-Complete", "?1")
                .header("Capsule-Session-Status", "WaitingForProcessing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "7", "8"})
    void shouldSpeakTheDraft_whenTheVersionIsKnown(String version) {
        api.request()
                .header("Upload-Draft-Interop-Version", version)
                .head(path())
                .then()
                .statusCode(204)
                .header("Upload-Complete", "?0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5", "9", "8, 8", ""})
    void shouldSpeakTus_whenTheVersionIsNotKnown(String version) {
        api.request()
                .header("Upload-Draft-Interop-Version", version)
                .head(path())
                .then()
                .statusCode(200)
                .header("Upload-Complete", nullValue());
    }

    @Test
    void shouldSayTheOffset_whenAnAppendIsAtAnotherOne() {
        append(4096, SIZE, "?1")
                .patch(path())
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .header("Upload-Offset", "0")
                .header("Upload-Complete", "?0")
                .body("code", equalTo("OFFSET_MISMATCH"));
    }

    @Test
    void shouldTakeNothing_whenTheSenderEndsBeforeTheDeclaredSize() {
        append(0, FIRST, "?1").patch(path()).then().statusCode(400).body("code", equalTo("BODY_MALFORMED"));

        draft().head(path()).then().header("Upload-Offset", "0").header("Upload-Complete", "?0");
    }

    @Test
    void shouldRefuseTheMediaTypeOfTheOtherProtocol() {
        append(0, FIRST, "?0")
                .contentType(Api.CHUNK_TYPE)
                .patch(path())
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        api.patching(0)
                .contentType("application/partial-upload")
                .body(Api.slice(photo.original(), 0, FIRST))
                .patch(path())
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        api.head(upload).then().header("Upload-Offset", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "?2", "?1;a=b"})
    void shouldRefuse_whenCompletenessIsNotABoolean(String complete) {
        append(0, FIRST, complete).patch(path()).then().statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Offset", "Upload-Complete", "Upload-Length"})
    void shouldRefuse_whenARequestForTheOffsetTellsOne(String header) {
        draft().header(header, "0").head(path()).then().statusCode(400);
    }
}
