package dev.capsule.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /blob/{hash}}: ranges, conditions, and who may have a blob. */
@IngestTest
class DownloadTest {
    private static final int SIZE = 100_000;
    private static Photo photo;
    private static UserId reader;

    private Api api;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        if (photo == null) {
            reader = UserId.generate();
            photo = Photo.of(SIZE);
            Gate.album(photo.manifest().albumId(), 1, photo.user(), reader);
            Api.of(photo).upload(photo);
            Gate.commit(photo, 1);
        }
        api = Api.of(photo);
    }

    private ValidatableResponse ranged(String range) {
        return api.request()
                .header("Range", range)
                .get("/blob/" + photo.originalHash().hex())
                .then();
    }

    private static String tag(Sha256 hash) {
        return "\"" + hash.hex() + "\"";
    }

    @Test
    void shouldGiveTheBytes_whenTheCallerIsAMember() {
        var response = api.blob(photo.originalHash());

        response.then()
                .statusCode(200)
                .header("Content-Length", Integer.toString(SIZE))
                .header("ETag", tag(photo.originalHash()))
                .header("Cache-Control", "private, immutable")
                .header("Accept-Ranges", "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .contentType("application/octet-stream");
        assertThat(response.asByteArray()).isEqualTo(photo.original());
        assertThat(new Api(Api.HOME, reader).blob(photo.metadataHash()).asByteArray())
                .isEqualTo(photo.metadata());
    }

    @Test
    void shouldDescribeTheBytes_whenAskedForTheHead() {
        api.request()
                .head("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(200)
                .header("Content-Length", Integer.toString(SIZE))
                .header("ETag", tag(photo.originalHash()))
                .header("Accept-Ranges", "bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=65520-131039, 65520, 99999",
        "bytes=99999-, 99999, 99999",
        "bytes=-1, 99999, 99999",
        "bytes=-200000, 0, 99999",
        "bytes=100-999999999999999999, 100, 99999"
    })
    void shouldGiveThePart_whenARangeIsAsked(String range, int from, int to) {
        byte[] part = ranged(range)
                .statusCode(206)
                .header("Content-Range", "bytes " + from + "-" + to + "/" + SIZE)
                .header("Content-Length", Integer.toString(to - from + 1))
                .header("ETag", tag(photo.originalHash()))
                .extract()
                .asByteArray();

        assertThat(part).isEqualTo(Api.slice(photo.original(), from, to + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=100000-",
                "bytes=100000-100001",
                "bytes=5-4",
                "bytes=-0",
                "bytes=-",
                "bytes=a-b",
                "bytes=",
                "bytes=9999999999999999999999-",
                "bytes=--5"
            })
    void shouldRefuse_whenTheRangeIsBad(String range) {
        ranged(range)
                .statusCode(416)
                .header("Content-Range", "bytes */" + SIZE)
                .contentType("application/problem+json")
                .body("code", equalTo("RANGE_NOT_SATISFIABLE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "items=0-1", "0-1"})
    void shouldGiveEverything_whenTheRangeIsOfAKindThatIsIgnored(String range) {
        ranged(range).statusCode(200).header("Content-Length", Integer.toString(SIZE));
    }

    @Test
    void shouldHonourIfRange_whenTheTagIsTheSameOrAnother() {
        api.request()
                .header("Range", "bytes=0-9")
                .header("If-Range", tag(photo.originalHash()))
                .get("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(206);
        api.request()
                .header("Range", "bytes=0-9")
                .header("If-Range", tag(photo.metadataHash()))
                .get("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(200);
        api.request()
                .header("Range", "bytes=0-9")
                .header("If-Range", "W/" + tag(photo.originalHash()))
                .get("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(200);
    }

    @Test
    void shouldSayNotModified_whenTheClientHasIt() {
        api.request()
                .header("If-None-Match", "\"x\", " + tag(photo.originalHash()))
                .get("/blob/" + photo.originalHash().hex())
                .then()
                .statusCode(304)
                .header("ETag", tag(photo.originalHash()));
    }

    @Test
    void shouldSayTheSame_whenTheBlobIsAbsentOrNotForTheCaller() {
        var stranger = new Api(Api.HOME, UserId.generate());
        var otherTenant = new Api(Api.OTHER, photo.user());
        var absent = Sha256.hash(new byte[] {1});

        for (var answer : java.util.List.of(
                stranger.blob(photo.originalHash()), otherTenant.blob(photo.originalHash()), api.blob(absent))) {
            answer.then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        }
        assertThat(stranger.blob(photo.originalHash()).asString())
                .isEqualTo(api.blob(absent).asString());
        assertThat(stranger.request()
                        .head("/blob/" + photo.originalHash().hex())
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "00", "..", "AB", "%2e%2e"})
    void shouldRefuse_whenTheHashIsNone(String hash) {
        assertThat(api.request().get("/blob/" + hash).statusCode()).isIn(400, 404);
    }

    @Test
    void shouldAskValidation_whenTheCommitHasNotArrivedYet() {
        var fresh = Photo.of(5000);
        var owner = Api.of(fresh);
        owner.upload(fresh);
        owner.blob(fresh.originalHash()).then().statusCode(404);

        Neighbours.blobAccess(request -> {
            if (!request.caller().equals(fresh.user()) || !request.hash().equals(fresh.originalHash())) {
                throw new RefusalException(ReasonCode.NOT_FOUND);
            }
        });

        assertThat(owner.blob(fresh.originalHash()).asByteArray()).isEqualTo(fresh.original());
        owner.blob(fresh.metadataHash()).then().statusCode(404);
    }

    @Test
    void shouldNotGuess_whenValidationFails() {
        Neighbours.blobAccess(request -> {
            throw new IllegalStateException("down");
        });

        new Api(Api.HOME, UserId.generate())
                .blob(photo.originalHash())
                .then()
                .statusCode(503)
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"));
    }

    @Test
    void shouldBeGone_whenTheMemberWasRemoved() {
        var member = UserId.generate();
        var own = Photo.of(UserId.generate(), AlbumId.generate(), 5000);
        Gate.album(own.manifest().albumId(), 1, own.user(), member);
        Api.of(own).upload(own);
        Gate.commit(own, 1);
        new Api(Api.HOME, member).blob(own.originalHash()).then().statusCode(200);

        Gate.album(own.manifest().albumId(), 2, own.user());
        new Api(Api.HOME, member).blob(own.originalHash()).then().statusCode(404);

        // and: an old attestation that comes late changes nothing
        Gate.album(own.manifest().albumId(), 1, own.user(), member);
        new Api(Api.HOME, member).blob(own.originalHash()).then().statusCode(404);
    }
}
