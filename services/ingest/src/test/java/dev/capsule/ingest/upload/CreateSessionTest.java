package dev.capsule.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.Mappers;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /upload}: invariants 1 to 5, the gate's and quota's answers, one session per content. */
@IngestTest
class CreateSessionTest {
    private Photo photo;
    private Api api;

    @BeforeEach
    void reset() {
        Neighbours.reset();
        photo = Photo.of(20_000);
        api = Api.of(photo);
    }

    private Map<String, Object> body() {
        return Api.body(photo, "original", photo.original());
    }

    private long sessions() {
        return Database.count(
                "select count(*) from upload_sessions where uploader_id = ?",
                photo.user().value());
    }

    @Test
    void shouldOpenASession_whenEverythingIsInOrder() {
        api.create(body())
                .then()
                .statusCode(201)
                .header("Location", startsWith("/upload/"))
                .header("Capsule-Suggested-Chunk-Size", "262144")
                .header("Upload-Offset", "0")
                .header("Upload-Length", "20000")
                .header("Capsule-Session-Status", "Pending")
                .header("Tus-Resumable", "1.0.0")
                .header("Cache-Control", "no-store")
                .body("status", equalTo("Pending"))
                .body("offset", equalTo(0))
                .body("size", equalTo(20_000));
        assertThat(sessions()).isEqualTo(1);
        assertThat(Neighbours.reserved()).singleElement().satisfies(reserved -> assertThat(reserved.bytes())
                .isEqualTo(20_000));
    }

    @Test
    void shouldTakeCbor_whenTheSameMembersComeAsCbor() throws Exception {
        var body = body();
        body.put("hash", photo.originalHash().bytes());
        body.put("manifest", photo.manifest().encoded().toArray());
        byte[] answer = api.request()
                .header("Capsule-Crypto-Suite", "1")
                .header("Accept", "application/cbor")
                .config(io.restassured.RestAssured.config()
                        .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/cbor", io.restassured.http.ContentType.TEXT)))
                .contentType("application/cbor")
                .body(Mappers.cbor().writeValueAsBytes(body))
                .post("/upload")
                .then()
                .statusCode(201)
                .contentType("application/cbor")
                .extract()
                .asByteArray();

        var read = Mappers.cbor().readTree(answer);
        assertThat(read.get("hash").binaryValue())
                .isEqualTo(photo.originalHash().bytes());
        assertThat(read.get("status").textValue()).isEqualTo("Pending");
    }

    @Test
    void shouldTakeTheManifest_whenItIsCalledManifestEnvelope() {
        var body = body();
        body.put("manifest_envelope", body.remove("manifest"));

        api.create(body).then().statusCode(201);
    }

    static Stream<Arguments> defects() {
        var max = BigInteger.valueOf(Long.MAX_VALUE);
        return Stream.of(
                Arguments.of("no size", "size", null, 400, "SIZE_INVALID"),
                Arguments.of("size 0", "size", 0, 400, "SIZE_INVALID"),
                Arguments.of("negative size", "size", -1, 400, "SIZE_INVALID"),
                Arguments.of("fractional size", "size", 1.5, 400, "SIZE_INVALID"),
                Arguments.of("size as text", "size", "20000", 400, "SIZE_INVALID"),
                Arguments.of("size above the limit", "size", 1073741825L, 413, "SIZE_TOO_LARGE"),
                Arguments.of("size 2^63", "size", max.add(BigInteger.ONE), 413, "SIZE_TOO_LARGE"),
                Arguments.of("size 2^64", "size", max.multiply(BigInteger.TWO), 413, "SIZE_TOO_LARGE"),
                Arguments.of("short hash", "hash", "00", 400, "HASH_LENGTH"),
                Arguments.of("empty hash", "hash", "", 400, "HASH_LENGTH"),
                Arguments.of("odd hash", "hash", "000", 400, "HASH_LENGTH"),
                Arguments.of("64 byte hash", "hash", "00".repeat(64), 400, "HASH_LENGTH"),
                Arguments.of("hash that is none", "hash", "xy".repeat(32), 400, "BODY_MALFORMED"),
                Arguments.of("upper-case hash", "hash", "AB".repeat(32), 400, "BODY_MALFORMED"),
                Arguments.of("no hash", "hash", null, 400, "BODY_MALFORMED"),
                Arguments.of("executable", "content_type", "application/x-msdownload", 400, "CONTENT_TYPE_UNKNOWN"),
                Arguments.of("type in capitals", "content_type", "IMAGE/JPEG", 400, "CONTENT_TYPE_UNKNOWN"),
                Arguments.of("suite 2", "crypto_suite_id", 2, 400, "UNKNOWN_CRYPTO_SUITE"),
                Arguments.of("suite 0", "crypto_suite_id", 0, 400, "UNKNOWN_CRYPTO_SUITE"),
                Arguments.of("no suite", "crypto_suite_id", null, 400, "UNKNOWN_CRYPTO_SUITE"),
                Arguments.of("other version", "protocol_version", "2026-06-01", 400, "PROTOCOL_HEADER_MISMATCH"),
                Arguments.of("no such date", "protocol_version", "2026-02-30", 400, "PROTOCOL_MALFORMED"),
                Arguments.of("role backup", "role", "backup", 400, "BODY_MALFORMED"),
                Arguments.of("role provenance", "role", "provenance", 400, "BODY_MALFORMED"),
                Arguments.of("unknown role", "role", "Original", 400, "BODY_MALFORMED"),
                Arguments.of("no manifest", "manifest", null, 400, "BODY_MALFORMED"),
                Arguments.of("empty manifest", "manifest", "", 400, "MANIFEST_MALFORMED"),
                Arguments.of("manifest that is none", "manifest", "AAAA", 400, "MANIFEST_MALFORMED"),
                Arguments.of("padded manifest", "manifest", "AAA=", 400, "BODY_MALFORMED"),
                Arguments.of("another album", "album_id", UserId.generate().toString(), 400, "BODY_MALFORMED"),
                Arguments.of("album that is none", "album_id", "../../etc", 400, "BODY_MALFORMED"),
                Arguments.of(
                        "another asset", "asset_id", "01890000-0000-7000-8000-000000000000", 400, "BODY_MALFORMED"),
                Arguments.of("another hash", "hash", "00".repeat(32), 400, "BODY_MALFORMED"),
                Arguments.of("received_at", "received_at", "2026-11-01T00:00:00.000Z", 400, "UNKNOWN_FIELD"),
                Arguments.of("sync_seq", "sync_seq", 1, 400, "UNKNOWN_FIELD"),
                Arguments.of("refcount", "refcount", 1, 400, "UNKNOWN_FIELD"),
                Arguments.of("uploaded", "uploaded", true, 400, "UNKNOWN_FIELD"),
                Arguments.of(
                        "another owner", "owner_id", UserId.generate().toString(), 403, "OWNER_RELATION_REQUIRED"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void shouldRefuseAndWriteNothing_whenTheBodyHasADefect(
            String name, String member, Object value, int status, String code) {
        var body = body();
        if (value == null) {
            body.remove(member);
        } else {
            body.put(member, value);
        }

        api.create(body)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Tus-Resumable", "1.0.0")
                .body("code", equalTo(code))
                .body("type", equalTo("urn:capsule:reason:" + code));

        assertThat(sessions()).isZero();
        assertThat(Neighbours.reserved()).isEmpty();
    }

    @Test
    void shouldRefuse_whenManifestComesUnderBothNames() {
        var body = body();
        body.put("manifest_envelope", body.get("manifest"));

        api.create(body).then().statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenTheManifestHasAFlippedStructure() {
        byte[] manifest = photo.manifest().encoded().toArray();
        manifest[0] ^= 1;
        var body = body();
        body.put("manifest", Base64Url.encode(manifest));

        api.create(body).then().statusCode(400).body("code", equalTo("MANIFEST_MALFORMED"));
        assertThat(sessions()).isZero();
    }

    @Test
    void shouldRefuseTheHandshakeFirst_whenHeadersAreWrong() {
        var nonsense = Map.of("nonsense", 1);
        api.request()
                .header("Capsule-Crypto-Suite", "2")
                .contentType("application/json")
                .body(nonsense)
                .post("/upload")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_CRYPTO_SUITE"));
        api.request()
                .contentType("application/json")
                .body(nonsense)
                .post("/upload")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_CRYPTO_SUITE"));
    }

    @Test
    void shouldRelayTheGatesRefusal_whenItDoesNotAdmit() {
        Neighbours.admission(request -> {
            throw new RefusalException(ReasonCode.ALBUM_NOT_WRITABLE);
        });

        api.create(body()).then().statusCode(403).body("code", equalTo("ALBUM_NOT_WRITABLE"));

        assertThat(sessions()).isZero();
    }

    @Test
    void shouldNotGuess_whenTheGateFails() {
        Neighbours.admission(request -> {
            throw new IllegalStateException("down");
        });

        api.create(body())
                .then()
                .statusCode(503)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"));

        assertThat(sessions()).isZero();
    }

    @Test
    void shouldRelayWhatIsFullAndByHowMuch_whenQuotaRefuses() {
        Neighbours.reservation(request -> {
            throw Refusal.of(ReasonCode.QUOTA_EXCEEDED)
                    .with("full", "account")
                    .with("state", "SoftWarning")
                    .with("requested", 20_000)
                    .with("used", 900)
                    .with("reserved", 50)
                    .with("hard_limit", 1000)
                    .with("excess", 19_950)
                    .asException();
        });

        api.create(body())
                .then()
                .statusCode(403)
                .header("RateLimit-Policy", "\"storage\";q=1000;qu=\"content-bytes\"")
                .header("RateLimit", "\"storage\";r=50")
                .body("code", equalTo("QUOTA_EXCEEDED"))
                .body("full", equalTo("account"))
                .body("state", equalTo("SoftWarning"))
                .body("requested", equalTo(20_000))
                .body("used", equalTo(900))
                .body("reserved", equalTo(50))
                .body("hard_limit", equalTo(1000))
                .body("excess", equalTo(19_950));

        assertThat(sessions()).isZero();
    }

    @Test
    void shouldRelayNoFigures_whenTheyAreTheSponsors() {
        Neighbours.reservation(request -> {
            throw Refusal.of(ReasonCode.QUOTA_EXCEEDED).with("full", "sponsor").asException();
        });

        api.create(body())
                .then()
                .statusCode(403)
                .header("RateLimit", org.hamcrest.Matchers.nullValue())
                .body("full", equalTo("sponsor"));
    }

    @Test
    void shouldOpenNothing_whenQuotaFails() {
        Neighbours.reservation(request -> {
            throw new IllegalStateException("down");
        });

        api.create(body())
                .then()
                .statusCode(503)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"));

        assertThat(sessions()).isZero();
    }

    @Test
    void shouldReserveLongerThanTheSessionLives_whenOneIsOpened() {
        api.original(photo);

        var lease = Neighbours.reserved().getFirst().expiresAt().instant();
        assertThat(lease).isAfterOrEqualTo(TestClock.now().plus(Duration.ofHours(47)));
    }

    @Test
    void shouldGiveTheSameSession_whenTheRequestComesAgain() {
        String first = api.original(photo);
        api.patch(first, 0, Api.slice(photo.original(), 0, 4096)).then().statusCode(204);

        api.create(body())
                .then()
                .statusCode(200)
                .header("Location", equalTo("/upload/" + first))
                .header("Upload-Offset", "4096")
                .body("upload_id", equalTo(first));

        assertThat(Neighbours.reserved()).hasSize(1);
    }

    @Test
    void shouldRefuse_whenTheSameContentComesWithAnotherSizeOrType() {
        api.original(photo);
        var otherSize = body();
        otherSize.put("size", 20_001);
        var otherType = body();
        otherType.put("content_type", "image/png");

        api.create(otherSize).then().statusCode(409).body("code", equalTo("SESSION_CONFLICT"));
        api.create(otherType).then().statusCode(409).body("code", equalTo("SESSION_CONFLICT"));

        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void shouldMakeOneSessionAndOneReservation_when32RequestsRace() throws Exception {
        var body = body();
        var ids = new HashSet<String>();
        int created = 0;
        try (var pool = Executors.newFixedThreadPool(32)) {
            Callable<Map.Entry<Integer, String>> request = () -> {
                var response = api.create(body);
                return Map.entry(response.statusCode(), response.path("upload_id"));
            };
            for (Future<Map.Entry<Integer, String>> answer :
                    pool.invokeAll(java.util.Collections.nCopies(32, request))) {
                assertThat(answer.get().getKey()).isIn(200, 201);
                created += answer.get().getKey() == 201 ? 1 : 0;
                ids.add(answer.get().getValue());
            }
        }

        assertThat(created).isEqualTo(1);
        assertThat(ids).hasSize(1);
        assertThat(sessions()).isEqualTo(1);
        assertThat(Neighbours.reserved()).hasSize(1);
    }

    @Test
    void shouldShareTheSiblingsManifest_whenMetadataComesWithoutOne() {
        api.original(photo);
        var body = Api.body(photo, "metadata", photo.metadata());
        body.remove("manifest");

        api.create(body).then().statusCode(201);
    }

    @Test
    void shouldRefuse_whenMetadataHasNeitherManifestNorSibling() {
        var body = Api.body(photo, "metadata", photo.metadata());
        body.remove("manifest");

        api.create(body).then().statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenTheMetadataHashIsNotTheManifests() {
        var other = Photo.metadataBlob(100);

        api.create(Api.body(photo, "metadata", other))
                .then()
                .statusCode(400)
                .body("code", equalTo("METADATA_BLOB_MISMATCH"));
        // and without a manifest of its own, against the sibling's
        api.original(photo);
        var body = Api.body(photo, "metadata", other);
        body.remove("manifest");
        api.create(body).then().statusCode(400).body("code", equalTo("METADATA_BLOB_MISMATCH"));
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void shouldRefuse_whenTheMetadataIsTooLarge() {
        api.create(Api.body(photo.manifest(), "metadata", photo.metadataHash(), 1024 * 1024 + 31))
                .then()
                .statusCode(400)
                .body("code", equalTo("METADATA_BLOB_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenTheManifestBringsNoOriginal() {
        byte[] metadata = Photo.metadataBlob(100);
        var update = photo.next(Action.METADATA_UPDATE, metadata);

        api.create(Api.body(update, "original", photo.originalHash(), 20_000))
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        api.create(Api.body(update, "derivative", photo.originalHash(), 20_000))
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"0", "2", "01", "one", ""})
    void shouldRefuseAMetadataUpdate_whenTheSidecarSchemaIsMissingOrUnknown(String schema) {
        byte[] metadata = Photo.metadataBlob(100);
        var update = photo.next(Action.METADATA_UPDATE, metadata);

        api.update(Api.body(update, "metadata", Sha256.hash(metadata), metadata.length), schema)
                .then()
                .statusCode(400)
                .body("code", equalTo("SIDECAR_SCHEMA_UNKNOWN"));
        assertThat(sessions()).isZero();
    }

    @Test
    void shouldHandOverTheMetadataAlone_whenTheManifestIsAMetadataUpdate() {
        byte[] metadata = Photo.metadataBlob(100);
        var update = photo.next(Action.METADATA_UPDATE, metadata);
        var body = Api.body(update, "metadata", Sha256.hash(metadata), metadata.length);
        body.put("operation_id", "01890000-0000-7000-8000-000000000001");
        String upload = api.update(body, "1").path("upload_id");

        api.patch(upload, 0, metadata).then().statusCode(204);

        var event = Broker.await(Topics.BLOBS_STORED, BlobsStored.class, e -> e.manifest()
                        .equals(update.encoded()))
                .orElseThrow();
        assertThat(event.blobs()).hasSize(1);
        assertThat(event.operation())
                .hasValueSatisfying(id -> assertThat(id.toString()).endsWith("0001"));
    }

    @Test
    void shouldTellItIsDone_whenTheManifestIsCommittedAlready() {
        var committed = new AdmissionReply.Committed(photo.manifest().hash(), 7, new Timestamp(Instant.now()));
        Neighbours.admission(request -> Optional.of(committed));

        String upload = api.create(body())
                .then()
                .statusCode(200)
                .body("status", equalTo("Completed"))
                .extract()
                .path("upload_id");

        api.result(upload, 0).then().body("sync_seq", equalTo(7));
        assertThat(Neighbours.reserved()).isEmpty();
    }

    @Test
    void shouldRefuse_whenAUserHasTooManyOpenSessions() {
        var photos = new ArrayList<Photo>();
        for (int i = 0; i < 40; i++) {
            photos.add(Photo.of(photo.user(), photo.manifest().albumId(), 4096));
        }
        photos.forEach(api::original);

        api.create(body())
                .then()
                .statusCode(429)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .body("code", equalTo("RATE_LIMITED"));

        assertThat(sessions()).isEqualTo(40);
    }

    @Test
    void shouldRefuse_whenTheBodyIsTooLarge() {
        var body = body();
        body.put("manifest", "A".repeat(2_000_000));

        api.create(body).then().statusCode(413).body("code", equalTo("BODY_TOO_LARGE"));
    }
}
