package dev.capsule.ingest.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.gc.SessionSweep;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Broker;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.harness.TestClock;
import dev.capsule.protocol.event.BlobsReleased;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reservation without a session is found again or given back, whatever happened between the two. */
@IngestTest
class SessionIntentsTest {
    @Inject
    SessionSweep sweep;

    private final List<UploadId> asked = new CopyOnWriteArrayList<>();
    private Photo photo;
    private Api api;

    @BeforeEach
    void reset() {
        Neighbours.reset();
        photo = Photo.of(20_000);
        api = Api.of(photo);
    }

    @AfterEach
    void restoreTime() {
        TestClock.move(Duration.ZERO);
        Neighbours.reset();
    }

    private Response create() {
        return api.create(Api.body(photo, "original", photo.original()));
    }

    /** Quota hears the request and then does this. */
    private void quota(Consumer<ReservationRequest> then) {
        Neighbours.reservation(request -> {
            asked.add(request.upload());
            then.accept(request);
        });
    }

    private void quotaGrantsAndItsAnswerIsLost() {
        quota(request -> {
            throw new IllegalStateException("the answer is lost");
        });
        create().then().statusCode(503);
    }

    private long intents() {
        return Database.count(
                "select count(*) from session_intents where owner_id = ?",
                photo.user().value());
    }

    private long sessions() {
        return Database.count(
                "select count(*) from upload_sessions where owner_id = ?",
                photo.user().value());
    }

    private Optional<BlobsReleased> released(UploadId upload) {
        return Broker.await(
                Topics.BLOBS_RELEASED, BlobsReleased.class, e -> e.upload().equals(upload));
    }

    @Test
    void shouldGoOnWithTheSameReservation_whenQuotasAnswerWasLost() {
        quotaGrantsAndItsAnswerIsLost();

        quota(request -> {});
        var first = asked.getFirst();
        create().then().statusCode(201).body("upload_id", equalTo(first.toString()));

        assertThat(asked).containsExactly(first, first);
        assertThat(intents()).isZero();
    }

    @Test
    void shouldAskForAnotherReservation_whenQuotaHasRefusedTheFirst() {
        quota(request -> {
            throw new RefusalException(ReasonCode.QUOTA_EXCEEDED);
        });
        create().then().statusCode(403);
        create().then().statusCode(403);

        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
        assertThat(intents()).isZero();
    }

    @Test
    void shouldGiveTheReservationBack_whenNobodyAsksAgain() {
        quotaGrantsAndItsAnswerIsLost();
        TestClock.move(Duration.ofMinutes(4));
        sweep.run();
        assertThat(intents()).as("somebody may still come").isEqualTo(1);

        TestClock.move(Duration.ofMinutes(6));
        sweep.run();

        assertThat(intents()).isZero();
        assertThat(released(asked.getFirst())).isPresent();
    }

    @Test
    void shouldOpenNothing_whenTheReservationWasGivenBackBeforeTheSessionWasThere() {
        quota(request -> {
            TestClock.move(Duration.ofMinutes(6));
            sweep.run();
        });

        create().then().statusCode(503).body("code", equalTo("DEPENDENCY_UNAVAILABLE"));

        assertThat(sessions()).isZero();
        assertThat(released(asked.getFirst())).isPresent();
        quota(request -> {});
        create().then().statusCode(201);
        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
    }
}
