package dev.capsule.ingest.verify;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Moderation;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.event.ModerationAction;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /storage/verify}: true only for what is really there, and the same "no" for everything else. */
@IngestTest
class StorageVerificationTest {
    @Inject
    IngestConfig config;

    private Photo photo;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        photo = Photo.of(5000);
        Gate.album(photo.manifest().albumId(), 1, photo.user());
        Api.of(photo).upload(photo);
        Gate.commit(photo, 1);
    }

    private ValidatableResponse verify(Api api, boolean deep, Sha256... hashes) {
        var asset = Map.of(
                "asset_id", photo.manifest().assetId().toString(),
                "blob_hashes", Arrays.stream(hashes).map(Sha256::hex).toList());
        return api.request()
                .contentType("application/json")
                .body(Map.of("assets", List.of(asset), "deep", deep))
                .post("/storage/verify")
                .then();
    }

    private ValidatableResponse verify(boolean deep, Sha256... hashes) {
        return verify(Api.of(photo), deep, hashes).statusCode(200);
    }

    private Path file() {
        String hex = photo.originalHash().hex();
        return config.root()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    @Test
    void shouldSayDurable_whenEverythingIsThere() {
        verify(true, photo.originalHash(), photo.metadataHash())
                .body("assets[0].durable", equalTo(true))
                .body("assets[0].asset_id", equalTo(photo.manifest().assetId().toString()))
                .body("assets[0].blobs[0].role", equalTo("original"))
                .body("assets[0].blobs[1].role", equalTo("metadata"))
                .body("assets[0].blobs.stored", everyItem(equalTo(true)))
                .body("assets[0].blobs.indexed", everyItem(equalTo(true)))
                .body("assets[0].blobs.retrievable", everyItem(equalTo(true)))
                .body("assets[0].blobs.hash_ok", everyItem(equalTo(true)));
    }

    @Test
    void shouldNotSayDurable_whenOriginalOrMetadataIsNotListed() {
        verify(false, photo.originalHash()).body("assets[0].durable", equalTo(false));
        verify(false, photo.metadataHash()).body("assets[0].durable", equalTo(false));
        verify(false).body("assets[0].durable", equalTo(false));
    }

    @Test
    void shouldSayNoToEverything_whenTheHashIsUnknown() {
        verify(false, photo.originalHash(), photo.metadataHash(), Sha256.ZERO)
                .body("assets[0].durable", equalTo(false))
                .body("assets[0].blobs[2].stored", equalTo(false))
                .body("assets[0].blobs[2].indexed", equalTo(false))
                .body("assets[0].blobs[2].retrievable", equalTo(false))
                .body("assets[0].blobs[2]", not(hasKey("role")));
    }

    @Test
    void shouldSayNoToEverything_whenTheCallerCannotReadTheAsset() {
        for (var stranger : List.of(new Api(Api.HOME, UserId.generate()), new Api(Api.OTHER, photo.user()))) {
            verify(stranger, true, photo.originalHash(), photo.metadataHash())
                    .statusCode(200)
                    .body("assets[0].durable", equalTo(false))
                    .body("assets[0].blobs.stored", everyItem(equalTo(false)))
                    .body("assets[0].blobs.indexed", everyItem(equalTo(false)))
                    .body("assets[0].blobs.hash_ok", everyItem(equalTo(false)));
        }
    }

    @Test
    void shouldFindTheDamage_whenABitRotted() throws IOException {
        byte[] rotten = photo.original().clone();
        rotten[17] ^= 1;
        Files.write(file(), rotten);

        verify(false, photo.originalHash(), photo.metadataHash()).body("assets[0].durable", equalTo(true));
        verify(true, photo.originalHash(), photo.metadataHash())
                .body("assets[0].durable", equalTo(false))
                .body("assets[0].blobs[0].hash_ok", equalTo(false))
                .body("assets[0].blobs[1].hash_ok", equalTo(true));
    }

    @Test
    void shouldFindTheLoss_whenTheFileIsGoneOrShort() throws IOException {
        Files.write(file(), new byte[10]);
        verify(false, photo.originalHash(), photo.metadataHash())
                .body("assets[0].durable", equalTo(false))
                .body("assets[0].blobs[0].stored", equalTo(false))
                .body("assets[0].blobs[0].indexed", equalTo(true));
        Files.delete(file());
        verify(true, photo.originalHash(), photo.metadataHash())
                .body("assets[0].blobs[0].stored", equalTo(false))
                .body("assets[0].blobs[0].retrievable", equalTo(false))
                .body("assets[0].blobs[0].hash_ok", equalTo(false));
    }

    @Test
    void shouldNotCallItRetrievable_whenMarkedOrQuarantined() {
        for (String change : List.of("collectable_since = now()", "quarantined_at = now()")) {
            Database.run(
                    "update blobs set " + change + " where hash = ?",
                    photo.originalHash().bytes());
            notRetrievable();
            Database.run(
                    "update blobs set collectable_since = null, quarantined_at = null where hash = ?",
                    photo.originalHash().bytes());
        }
    }

    @Test
    void shouldNotCallItRetrievable_whenTakenDown() {
        Moderation.act(photo, ModerationAction.TAKEDOWN, 1);
        notRetrievable();

        Moderation.act(photo, ModerationAction.TAKEDOWN_LIFTED, 2);
        verify(false, photo.originalHash(), photo.metadataHash()).body("assets[0].durable", equalTo(true));
    }

    private void notRetrievable() {
        verify(false, photo.originalHash(), photo.metadataHash())
                .body("assets[0].durable", equalTo(false))
                .body("assets[0].blobs[0].stored", equalTo(true))
                .body("assets[0].blobs[0].indexed", equalTo(true))
                .body("assets[0].blobs[0].retrievable", equalTo(false));
    }

    @Test
    void shouldRefuse_whenThereIsTooMuchOrTheBodyIsWrong() {
        var api = Api.of(photo);
        var asset = Map.of("asset_id", photo.manifest().assetId().toString(), "blob_hashes", List.of());
        api.request()
                .contentType("application/json")
                .body(Map.of("assets", Collections.nCopies(257, asset)))
                .post("/storage/verify")
                .then()
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        verify(api, false, Collections.nCopies(65, Sha256.ZERO).toArray(Sha256[]::new))
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
        api.request()
                .contentType("application/json")
                .body(Map.of("assets", List.of(), "shallow", true))
                .post("/storage/verify")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_FIELD"));
    }
}
