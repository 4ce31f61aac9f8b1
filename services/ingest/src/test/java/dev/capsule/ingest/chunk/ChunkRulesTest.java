package dev.capsule.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.event.BlobsReleased;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants 9 to 14: exact code, status and headers, and nothing written. */
@IngestTest
class ChunkRulesTest {
    private static final int MIB = 1024 * 1024;

    @Inject
    IngestConfig config;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void session() {
        Neighbours.reset();
        photo = Photo.of(3 * MIB + 100);
        api = Api.of(photo);
        upload = api.original(photo);
    }

    private byte[] part(int from, int to) {
        return Api.slice(photo.original(), from, to);
    }

    private ValidatableResponse refused(ValidatableResponse response, int status, String code, long offset) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .header("Upload-Offset", Long.toString(offset))
                .header("Tus-Resumable", "1.0.0")
                .header("Capsule-Protocol-Min", Api.PROTOCOL)
                .body("code", equalTo(code))
                .body("status", equalTo(status));
        api.head(upload).then().header("Upload-Offset", Long.toString(offset));
        return response;
    }

    private long chunks() {
        return Database.count("select count(*) from chunks where upload_id = ?", UUID.fromString(upload));
    }

    private Path bin() {
        return config.root().resolve("incoming").resolve(upload + ".bin");
    }

    @Test
    void shouldRefuseAnotherOffset_whenBytesAreAcknowledged() throws IOException {
        // given
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);
        byte[] before = Files.readAllBytes(bin());

        // then: inside a chunk, and beyond the end
        refused(api.patch(upload, MIB / 2, part(0, 4096)).then(), 409, "OFFSET_MISMATCH", MIB);
        refused(api.patch(upload, 2 * MIB, part(0, 4096)).then(), 409, "OFFSET_MISMATCH", MIB);
        // and: the start of an acknowledged chunk with other bytes, or fewer, or more
        refused(api.patch(upload, 0, part(4096, 8192)).then(), 409, "CHUNK_CONFLICT", MIB);
        refused(api.patch(upload, 0, part(0, 4096)).then(), 409, "CHUNK_CONFLICT", MIB);
        refused(api.patch(upload, 0, part(0, 2 * MIB)).then(), 409, "CHUNK_CONFLICT", MIB);
        assertThat(chunks()).isEqualTo(1);
        assertThat(Files.readAllBytes(bin())).isEqualTo(before);
    }

    @Test
    void shouldAcknowledgeAgain_whenTheSameChunkComesTwice() {
        api.patch(upload, 0, part(0, MIB)).then().statusCode(204);
        api.patch(upload, MIB, part(MIB, 2 * MIB)).then().statusCode(204);

        api.patch(upload, 0, part(0, MIB)).then().statusCode(204).header("Upload-Offset", Integer.toString(2 * MIB));

        assertThat(chunks()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4097, 8191})
    void shouldRefuse_whenAChunkThatIsNotTheLastIsMisaligned(int length) {
        refused(api.patch(upload, 0, part(0, length)).then(), 400, "CHUNK_MISALIGNED", 0)
                .body("invariant", equalTo(10));
        assertThat(chunks()).isZero();
    }

    @Test
    void shouldRefuse_whenTheChunkIsEmpty() {
        refused(api.patch(upload, 0, new byte[0]).then(), 400, "CHUNK_EMPTY", 0);
    }

    @Test
    void shouldFailTheSession_whenTheChunkExceedsWhatWasDeclared() {
        api.patch(upload, 0, part(0, 3 * MIB)).then().statusCode(204);

        api.patch(upload, 3 * MIB, new byte[MIB])
                .then()
                .statusCode(400)
                .body("code", equalTo("CHUNK_EXCEEDS_DECLARED"))
                .body("invariant", equalTo(11));

        api.head(upload).then().statusCode(200).header("Capsule-Session-Status", "FailedProcessing");
        api.result(upload, 0).then().body("code", equalTo("CHUNK_EXCEEDS_DECLARED"));
        assertThat(chunks()).isZero();
        assertThat(bin()).doesNotExist();
        assertThat(Broker.await(Topics.BLOBS_RELEASED, BlobsReleased.class, this::ofThisUpload))
                .hasValueSatisfying(event -> assertThat(event.size()).isEqualTo(photo.original().length));
        api.patch(upload, 3 * MIB, part(3 * MIB, 3 * MIB + 100))
                .then()
                .statusCode(409)
                .body("code", equalTo("SESSION_NOT_ACCEPTING"));
    }

    private boolean ofThisUpload(BlobsReleased event) {
        return event.upload().equals(UploadId.parse(upload));
    }

    @Test
    void shouldRefuse_whenTheChecksumIsOfOtherBytes() {
        byte[] chunk = part(0, MIB);
        refused(
                api.patching(0)
                        .header("Upload-Checksum", Api.checksum(part(MIB, 2 * MIB)))
                        .body(chunk)
                        .patch("/upload/" + upload)
                        .then(),
                460,
                "CHUNK_CHECKSUM_MISMATCH",
                0);
        assertThat(chunks()).isZero();

        api.patching(0)
                .header("Upload-Checksum", Api.checksum(chunk))
                .body(chunk)
                .patch("/upload/" + upload)
                .then()
                .statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256", "sha256 ", "sha256 ####", "sha256 AAAA", "SHA256 AAAA"
            })
    void shouldRefuse_whenTheChecksumHeaderIsNone(String header) {
        api.patching(0)
                .header("Upload-Checksum", header)
                .body(part(0, 4096))
                .patch("/upload/" + upload)
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        assertThat(chunks()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775808", "99999999999999999999999", "0x10", "1e3", "", " ", "0, 0"})
    void shouldRefuse_whenTheOffsetIsNoNumber(String offset) {
        api.request()
                .header("Upload-Offset", offset)
                .contentType(Api.CHUNK_TYPE)
                .body(part(0, 4096))
                .patch("/upload/" + upload)
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        assertThat(chunks()).isZero();
    }

    @Test
    void shouldRefuse_whenTheOffsetIsTheLargestNumber() {
        refused(api.patch(upload, Long.MAX_VALUE, part(0, 4096)).then(), 409, "OFFSET_MISMATCH", 0);
    }

    @Test
    void shouldRefuse_whenTheOffsetIsMissing() {
        api.request()
                .contentType(Api.CHUNK_TYPE)
                .body(part(0, 4096))
                .patch("/upload/" + upload)
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/json", "text/plain"})
    void shouldRefuse_whenTheContentTypeIsAnother(String type) {
        api.request()
                .header("Upload-Offset", "0")
                .header("Content-Type", type)
                .body(part(0, 4096))
                .patch("/upload/" + upload)
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        assertThat(chunks()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "gzip, identity"})
    void shouldRefuse_whenTheBodyIsCompressed(String encoding) {
        api.patching(0)
                .header("Content-Encoding", encoding)
                .body(part(0, 4096))
                .patch("/upload/" + upload)
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
        assertThat(chunks()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PATCH", "DELETE"})
    void shouldRefuseAndTellItsVersion_whenTheClientSpeaksAnotherTus(String method) {
        var request = api.patching(0).header("Tus-Resumable", "0.2.2");
        if (method.equals("PATCH")) {
            request.body(part(0, 4096));
        }

        var answer = request.request(method, "/upload/" + upload);

        if (!method.equals("HEAD")) {
            answer.then()
                    .body("code", equalTo("PRECONDITION_FAILED"))
                    .body("detail", equalTo("This server speaks tus 1.0.0"));
        }
        answer.then()
                .statusCode(412)
                .header("Tus-Version", "1.0.0")
                .header("Tus-Resumable", "1.0.0")
                .header("Capsule-Protocol-Min", Api.PROTOCOL);

        api.head(upload).then().statusCode(200).header("Upload-Offset", "0");
        assertThat(chunks()).isZero();
    }

    @Test
    void shouldTellItsVersion_whenAClientOfAnotherTusAsks() {
        api.request()
                .header("Tus-Resumable", "0.2.2")
                .options("/upload")
                .then()
                .statusCode(204)
                .header("Tus-Version", "1.0.0");
    }

    @Test
    void shouldFailTheSession_whenTheBytesAreNotTheDeclaredOnes() {
        byte[] other = Photo.random(photo.original().length);

        api.patch(upload, 0, other)
                .then()
                .statusCode(409)
                .body("code", equalTo("CIPHERTEXT_HASH_MISMATCH"))
                .body("invariant", equalTo(14));

        api.head(upload).then().statusCode(200).header("Capsule-Session-Status", "FailedProcessing");
        assertThat(bin()).doesNotExist();
        assertThat(blob(photo.originalHash())).doesNotExist();
        assertThat(blob(Sha256.hash(other))).doesNotExist();
        assertThat(Database.count(
                        "select count(*) from blobs where hash = ?",
                        photo.originalHash().bytes()))
                .isZero();
        assertThat(Broker.await(Topics.BLOBS_RELEASED, BlobsReleased.class, this::ofThisUpload))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 29})
    void shouldFailTheSession_whenTheMetadataBlobIsTooShort(int size) {
        metadataRefused(Photo.metadataBlob(size));
    }

    @Test
    void shouldFailTheSession_whenTheMetadataBlobNamesAnotherSuite() {
        byte[] unknown = Photo.metadataBlob(100);
        unknown[1] = 2;
        metadataRefused(unknown);
        byte[] littleEndian = Photo.metadataBlob(100);
        littleEndian[0] = 1;
        littleEndian[1] = 0;
        metadataRefused(littleEndian);
    }

    private void metadataRefused(byte[] metadata) {
        var bad = Photo.of(photo.user(), photo.manifest().albumId(), Photo.random(100), metadata);
        String session = api.metadata(bad);

        api.patch(session, 0, metadata).then().statusCode(400).body("code", equalTo("METADATA_BLOB_MALFORMED"));

        api.head(session).then().header("Capsule-Session-Status", "FailedProcessing");
        assertThat(blob(bad.metadataHash())).doesNotExist();
    }

    @Test
    void shouldKeepTheRightBytes_whenEveryChunkIsRetriedWithNoise() throws IOException {
        byte[] noise = Photo.random(MIB);
        for (int i = 0; i < 3; i++) {
            int at = i * MIB;
            api.patching(at)
                    .header("Upload-Checksum", Api.checksum(part(at, at + MIB)))
                    .body(noise)
                    .patch("/upload/" + upload)
                    .then()
                    .statusCode(460);
            api.patch(upload, at, part(at, at + MIB)).then().statusCode(204);
        }
        api.patch(upload, 3 * MIB, part(3 * MIB, 3 * MIB + 100)).then().statusCode(204);

        assertThat(Files.readAllBytes(blob(photo.originalHash()))).isEqualTo(photo.original());
        assertThat(bin()).doesNotExist();
    }

    @Test
    void shouldTakeTheWholeFile_whenItComesAsOneChunk() throws IOException {
        api.patching(0)
                .header(
                        "Upload-Checksum",
                        "sha256 "
                                + Base64.getEncoder()
                                        .encodeToString(photo.originalHash().bytes()))
                .body(photo.original())
                .patch("/upload/" + upload)
                .then()
                .statusCode(204)
                .header("Upload-Offset", Integer.toString(photo.original().length))
                .header("Capsule-Session-Status", "WaitingForProcessing");

        assertThat(Files.readAllBytes(blob(photo.originalHash()))).isEqualTo(photo.original());
    }

    private Path blob(Sha256 hash) {
        String hex = hash.hex();
        return config.root()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }
}
