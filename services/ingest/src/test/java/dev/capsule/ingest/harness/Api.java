package dev.capsule.ingest.harness;

import static io.restassured.RestAssured.given;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.body.Base64Url;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP interface as a client of one user at one host uses it. */
public record Api(String host, UserId user) {
    public static final String HOME = "home.localhost";
    public static final String OTHER = "other.localhost";
    public static final String PROTOCOL = "2026-05-31";
    public static final String CHUNK_TYPE = "application/offset+octet-stream";

    public static Api of(Photo photo) {
        return new Api(HOME, photo.user());
    }

    public RequestSpecification request() {
        return given().urlEncodingEnabled(false)
                .header("Host", host)
                .header("Authorization", "Bearer " + Tokens.of(host, user))
                .header("Capsule-Protocol", PROTOCOL);
    }

    public static Map<String, Object> body(Photo photo, String role, byte[] content) {
        return body(photo.manifest(), role, Sha256.hash(content), content.length);
    }

    public static Map<String, Object> body(Manifest manifest, String role, Sha256 hash, long size) {
        var body = new LinkedHashMap<String, Object>();
        body.put("role", role);
        body.put("size", size);
        body.put("hash", hash.hex());
        body.put("content_type", role.equals("original") ? "image/jpeg" : "application/octet-stream");
        body.put("crypto_suite_id", 1);
        body.put("protocol_version", PROTOCOL);
        body.put("album_id", manifest.albumId().toString());
        body.put("asset_id", manifest.assetId().toString());
        body.put("manifest", Base64Url.encode(manifest.encoded().toArray()));
        return body;
    }

    public Response create(Map<String, Object> body) {
        return request()
                .header("Capsule-Crypto-Suite", "1")
                .contentType("application/json")
                .body(body)
                .post("/upload");
    }

    /** @param sidecarSchema {@code Capsule-Sidecar-Schema}, not sent for null */
    public Response update(Map<String, Object> body, @Nullable String sidecarSchema) {
        var request = request().header("Capsule-Crypto-Suite", "1");
        if (sidecarSchema != null) {
            request.header("Capsule-Sidecar-Schema", sidecarSchema);
        }
        return request.contentType("application/json").body(body).post("/upload");
    }

    /** Creates a session. @return its upload id */
    public String session(Photo photo, String role, byte[] content) {
        return create(body(photo, role, content))
                .then()
                .statusCode(201)
                .extract()
                .header("Location")
                .substring("/upload/".length());
    }

    public String original(Photo photo) {
        return session(photo, "original", photo.original());
    }

    public String metadata(Photo photo) {
        return session(photo, "metadata", photo.metadata());
    }

    public Response patch(String upload, long offset, byte[] chunk) {
        return patching(offset).body(chunk).patch("/upload/" + upload);
    }

    public RequestSpecification patching(long offset) {
        return request().header("Upload-Offset", Long.toString(offset)).contentType(CHUNK_TYPE);
    }

    public Response head(String upload) {
        return request().head("/upload/" + upload);
    }

    public Response cancel(String upload) {
        return request().delete("/upload/" + upload);
    }

    public Response result(String upload, int wait) {
        return request().get("/upload/" + upload + "/result?wait=" + wait);
    }

    public Response blob(Sha256 hash) {
        return request().get("/blob/" + hash.hex());
    }

    /** Uploads both blobs of a photo in one chunk each. */
    public void upload(Photo photo) {
        String original = original(photo);
        String metadata = metadata(photo);
        patch(original, 0, photo.original()).then().statusCode(204);
        patch(metadata, 0, photo.metadata()).then().statusCode(204);
    }

    public static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    public static String checksum(byte[] chunk) {
        return "sha256 " + Base64.getEncoder().encodeToString(Sha256.hash(chunk).bytes());
    }
}
