package dev.capsule.ingest.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.Gate;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Moderation;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.event.AccountRegistered;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.ModerationAction;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.service.kafka.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takedowns (federation-moderation 11.4): 410 on every path through the asset, once, in any order, and reversible. */
@IngestTest
class ModerationTest {
    private Photo photo;
    private UserId reader;
    private byte[] derivative;

    @BeforeEach
    void committedPhoto() {
        Neighbours.reset();
        photo = Photo.of(5000);
        reader = UserId.generate();
        derivative = Photo.random(300);
        Gate.album(photo.manifest().albumId(), 1, photo.user(), reader);
        Api.of(photo).upload(photo);
        Gate.commit(photo, 1);
    }

    private static void served(Photo asset) {
        Api.of(asset).blob(asset.originalHash()).then().statusCode(200);
    }

    private static void takenDown(Photo asset) {
        Api.of(asset).blob(asset.originalHash()).then().statusCode(410).body("code", equalTo("TAKEDOWN"));
    }

    private void act(ModerationAction action, long seq) {
        Moderation.act(photo, action, seq);
    }

    @Test
    void shouldRefuseOnEveryPath_whenTheAssetIsTakenDown() {
        // given: a derivative of it, stored by another asset of the same user
        var thumbnail = Photo.of(photo.user(), AlbumId.generate(), derivative, Photo.metadataBlob(60));
        Api.of(photo).upload(thumbnail);
        Gate.commit(
                photo,
                photo.manifest(),
                2,
                List.of(new BlobRef(
                        BlobRole.DERIVATIVE, thumbnail.originalHash(), derivative.length, Optional.empty())),
                List.of());
        Api.of(photo).blob(thumbnail.originalHash()).then().statusCode(200);

        act(ModerationAction.TAKEDOWN, 1);

        for (var caller : List.of(photo.user(), reader)) {
            var api = new Api(Api.HOME, caller);
            for (var hash : List.of(photo.originalHash(), photo.metadataHash(), thumbnail.originalHash())) {
                api.blob(hash).then().statusCode(410).body("code", equalTo("TAKEDOWN"));
                String path = "/blob/" + hash.hex();
                api.request().header("Range", "bytes=0-9").get(path).then().statusCode(410);
                api.request()
                        .header("If-None-Match", "\"" + hash.hex() + "\"")
                        .get(path)
                        .then()
                        .statusCode(410);
                api.request().head(path).then().statusCode(410);
            }
        }
        new Api(Api.HOME, UserId.generate())
                .blob(photo.originalHash())
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void shouldServeAgain_whenTheTakedownIsLifted() {
        act(ModerationAction.TAKEDOWN, 1);
        act(ModerationAction.TAKEDOWN_LIFTED, 2);
        served(photo);

        act(ModerationAction.TAKEDOWN, 3);
        takenDown(photo);
    }

    @Test
    void shouldServe_whenThereIsOnlyALegalHold() {
        act(ModerationAction.LEGAL_HOLD, 1);

        served(photo);
    }

    @Test
    void shouldStayTakenDown_whenOnlyTheLegalHoldIsLifted() {
        act(ModerationAction.TAKEDOWN, 1);
        act(ModerationAction.LEGAL_HOLD, 2);
        act(ModerationAction.LEGAL_HOLD_LIFTED, 3);

        takenDown(photo);
    }

    @Test
    void shouldServeThroughAnotherAsset_whenThatOneIsNotTakenDown() {
        // given: the same bytes as another asset in another album of the same user, and of somebody else
        var mine = Photo.of(photo.user(), AlbumId.generate(), photo.original(), Photo.metadataBlob(70));
        var other = Photo.of(UserId.generate(), AlbumId.generate(), photo.original(), Photo.metadataBlob(80));
        Api.of(other).upload(other);
        String metadata = Api.of(mine).metadata(mine);
        Api.of(mine).patch(metadata, 0, mine.metadata()).then().statusCode(204);
        for (var same : List.of(mine, other)) {
            Gate.album(same.manifest().albumId(), 1, same.user());
            Gate.commit(same, 1);
        }

        act(ModerationAction.TAKEDOWN, 1);

        served(mine);
        served(other);
        new Api(Api.HOME, reader).blob(photo.originalHash()).then().statusCode(410);

        Moderation.act(mine, ModerationAction.TAKEDOWN, 1);
        takenDown(mine);
        served(other);
    }

    /** What moderation says may be here before what the gate said, and then validation is asked who may see the blob. */
    @Test
    void shouldRefuse_whenTheTakedownIsHereBeforeTheCommitOrTheAlbum() {
        var early = Photo.of(5000);
        Api.of(early).upload(early);
        Moderation.act(early, ModerationAction.TAKEDOWN, 1);
        Gate.commit(early, 1);

        Neighbours.blobAccess(request -> {});
        takenDown(early);

        Gate.album(early.manifest().albumId(), 1, early.user());
        takenDown(early);
    }

    @Test
    void shouldSpareNoTransfer_whenTheContentIsTakenDown() {
        act(ModerationAction.TAKEDOWN, 1);
        var again = Photo.of(photo.user(), AlbumId.generate(), photo.original(), Photo.metadataBlob(90));

        String upload = Api.of(again).original(again);

        Api.of(again).head(upload).then().header("Upload-Offset", "0");
    }

    @Test
    void shouldConcernOneTenantOnly_whenAnotherHasTheSameAssetId() {
        Database.run(
                "insert into asset_moderation (tenant_id, asset_id, taken_down, takedown_seq)"
                        + " values ('other.localhost', ?, true, 1)",
                photo.manifest().assetId().value());

        served(photo);
    }

    @Test
    void shouldKeepTheNewest_whenEventsAreReplayedOrComeInAnotherOrder() {
        var takedown = Moderation.event(photo, ModerationAction.TAKEDOWN, 1);
        Gate.handled(takedown);
        act(ModerationAction.TAKEDOWN_LIFTED, 2);

        // the same record once more, and the same action under another id, as after the loss of the inbox
        Broker.send(takedown);
        act(ModerationAction.TAKEDOWN, 1);
        served(photo);

        // the end first
        act(ModerationAction.TAKEDOWN_LIFTED, 4);
        act(ModerationAction.TAKEDOWN, 3);
        served(photo);
        assertThat(Database.count(
                        "select takedown_seq from asset_moderation where asset_id = ?",
                        photo.manifest().assetId().value()))
                .isEqualTo(4);
    }

    @Test
    void shouldPutAsideAndGoOn_whenTheEventIsUnknownOrNoneOfThisTopic() {
        byte[] unknown = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        Broker.send(record("dev.capsule.moderation.asset.v2", unknown));
        byte[] noEvent = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        Broker.send(record("dev.capsule.moderation.asset.v1", noEvent));
        Event other = new AccountRegistered(Gate.head(), photo.user());
        Broker.send(record(other.type().wireName(), other.encode()));

        act(ModerationAction.TAKEDOWN, 1);

        takenDown(photo);
        assertThat(Broker.awaitDeadLetter(Topics.MODERATION_ACTIONS, unknown)).contains("unknown ce_type");
        assertThat(Broker.awaitDeadLetter(Topics.MODERATION_ACTIONS, noEvent)).contains("undecodable");
        assertThat(Broker.awaitDeadLetter(Topics.MODERATION_ACTIONS, other.encode()))
                .contains("wrong topic");
    }

    /** On the partition of the photo's owner: what comes after it must not wait for it. */
    private ProducerRecord<byte[], byte[]> record(String type, byte[] value) {
        var like = EventRecord.of(Moderation.event(photo, ModerationAction.TAKEDOWN, 1));
        return new EventRecord(like.id(), like.tenant(), like.topic(), like.key(), type, like.time(), value)
                .toKafka("test");
    }
}
