package dev.capsule.ingest.upload;

import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tus clients that can't send PATCH. */
@IngestTest
class MethodOverrideTest {
    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(5000);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    private Response post(String override, String path) {
        return api.patching(0)
                .header("X-HTTP-Method-Override", override)
                .body(photo.original())
                .post(path);
    }

    @Test
    void shouldAppend_whenAPostSaysPatch() {
        post("PATCH", "/upload/" + upload).then().statusCode(204).header("Upload-Offset", "5000");
    }

    @Test
    void shouldEndTheUpload_whenAPostSaysDelete() {
        api.request()
                .header("X-HTTP-Method-Override", "DELETE")
                .post("/upload/" + upload)
                .then()
                .statusCode(204);

        api.head(upload).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "patch", "PATCH, DELETE"})
    void shouldChangeNothing_whenTheMethodIsNoneOfTheTwo(String method) {
        post(method, "/upload/" + upload).then().statusCode(405);

        api.head(upload).then().statusCode(200).header("Upload-Offset", "0");
    }

    @Test
    void shouldChangeNothing_whenTheRequestIsNoPost() {
        api.request()
                .header("X-HTTP-Method-Override", "DELETE")
                .get("/upload/sessions")
                .then()
                .statusCode(200)
                .body("sessions[0].upload_id", equalTo(upload));
        api.head(upload).then().statusCode(200);
    }
}
