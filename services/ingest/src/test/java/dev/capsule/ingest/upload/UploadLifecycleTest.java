package dev.capsule.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way of an upload: session, chunks, bundle to the gate, the gate's answer. */
@IngestTest
class UploadLifecycleTest {
    private static final TenantId HOME = new TenantId(Api.HOME);

    @BeforeEach
    void reset() {
        Neighbours.reset();
    }

    @Test
    void shouldHandOneBundleToTheGate_whenTheLastBlobLands() {
        // given
        var photo = Photo.of(10_000);
        var api = Api.of(photo);
        String original = api.original(photo);
        String metadata = api.metadata(photo);

        // when
        api.patch(original, 0, Api.slice(photo.original(), 0, 8192))
                .then()
                .statusCode(204)
                .header("Upload-Offset", "8192")
                .header("Capsule-Session-Status", "Uploading");
        api.patch(original, 8192, Api.slice(photo.original(), 8192, 10_000))
                .then()
                .statusCode(204)
                .header("Upload-Offset", "10000")
                .header("Capsule-Session-Status", "WaitingForProcessing");
        api.patch(metadata, 0, photo.metadata()).then().statusCode(204);

        // then
        var event = Broker.await(Topics.BLOBS_STORED, BlobsStored.class, e -> e.asset()
                        .equals(photo.manifest().assetId()))
                .orElseThrow();
        assertThat(event.manifest()).isEqualTo(photo.manifest().encoded());
        assertThat(event.uploader()).isEqualTo(photo.user());
        assertThat(event.album()).isEqualTo(photo.manifest().albumId());
        assertThat(event.metadataBlob()).contains(Bytes.of(photo.metadata()));
        assertThat(event.blobs())
                .containsExactlyInAnyOrder(
                        new BlobRef(
                                BlobRole.ORIGINAL, photo.originalHash(), 10_000, Optional.of(UploadId.parse(original))),
                        new BlobRef(
                                BlobRole.METADATA,
                                photo.metadataHash(),
                                photo.metadata().length,
                                Optional.of(UploadId.parse(metadata))));
    }

    @Test
    void shouldComplete_whenTheGateCommits() {
        var photo = Photo.of(5000);
        var api = Api.of(photo);
        String original = api.original(photo);
        String metadata = api.metadata(photo);
        api.patch(original, 0, photo.original());
        api.patch(metadata, 0, photo.metadata());

        Broker.send(committed(photo, 42, List.of(original, metadata)));

        api.result(original, 20)
                .then()
                .statusCode(200)
                .body("status", equalTo("Completed"))
                .body("manifest_hash", equalTo(photo.manifest().hash().hex()))
                .body("sync_seq", equalTo(42));
        api.head(metadata).then().statusCode(200).header("Capsule-Session-Status", "Completed");
        api.cancel(original).then().statusCode(409).body("code", equalTo("SESSION_NOT_CANCELLABLE"));
        api.patch(original, 0, photo.original()).then().statusCode(409).body("code", equalTo("SESSION_NOT_ACCEPTING"));
    }

    @Test
    void shouldFailWithTheGatesCode_whenTheGateRejects() {
        var photo = Photo.of(5000);
        var api = Api.of(photo);
        String original = api.original(photo);
        String metadata = api.metadata(photo);
        api.patch(original, 0, photo.original());
        api.patch(metadata, 0, photo.metadata());

        Broker.send(new ManifestRejected(
                EventHead.now(HOME, Clock.systemUTC()),
                photo.manifest().albumId(),
                photo.manifest().assetId(),
                photo.user(),
                photo.manifest().hash(),
                ReasonCode.STALE_REVIVAL,
                "test",
                List.of(UploadId.parse(original), UploadId.parse(metadata))));

        api.result(original, 20)
                .then()
                .statusCode(200)
                .body("status", equalTo("FailedProcessing"))
                .body("code", equalTo("STALE_REVIVAL"))
                .body("$", org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasKey("sync_seq")));
        api.head(original).then().statusCode(200).header("Capsule-Session-Status", "FailedProcessing");
        // a new attempt gets a new session
        api.create(Api.body(photo, "original", photo.original()))
                .then()
                .statusCode(201)
                .body("upload_id", notNullValue());
    }

    static ManifestCommitted committed(Photo photo, long syncSeq, List<String> uploads) {
        return new ManifestCommitted(
                EventHead.now(HOME, Clock.systemUTC()),
                photo.manifest().albumId(),
                photo.manifest().assetId(),
                photo.user(),
                ChangeKind.CREATED,
                syncSeq,
                photo.manifest().encoded(),
                photo.manifest().hash(),
                List.of(
                        new BlobRef(BlobRole.ORIGINAL, photo.originalHash(), photo.original().length, Optional.empty()),
                        new BlobRef(
                                BlobRole.METADATA, photo.metadataHash(), photo.metadata().length, Optional.empty())),
                List.of(),
                uploads.stream().map(UploadId::parse).toList());
    }
}
