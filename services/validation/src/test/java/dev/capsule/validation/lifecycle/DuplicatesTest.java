package dev.capsule.validation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.event.DirectoryCommitted;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.DerivativeRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.FakeIngest;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every row of the idempotency table this service answers for: the same again, at once and later (server-invariants 4). */
@QuarkusTest
class DuplicatesTest extends ServiceTest {
    private static final int AT_ONCE = 8;

    private Person alice;
    private Album album;
    private Asset asset;

    @BeforeEach
    void create() {
        FakeIngest.inFlight(0);
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
        asset = Asset.committed(album);
    }

    @Test
    void shouldAnswerALifecycleWriteOnce_andTheVerySameToTheRest() throws Exception {
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();

        assertOneEffect(() -> asset.post(delete));

        Bus.committed(delete.hash());
        assertThat(Bus.seen(ManifestCommitted.class, e -> e.manifestHash().equals(delete.hash())))
                .hasSize(1);
    }

    @Test
    void shouldAnswerADerivativeWriteOnce_andTheVerySameToTheRest() throws Exception {
        var preview = Derivatives.original(asset, DerivativeRole.PREVIEW);

        assertOneEffect(() -> asset.post(preview));
    }

    @Test
    void shouldAnswerAnOperationOnce_andTheVerySameToTheRest() throws Exception {
        var operation = OperationId.generate().toString();
        var delete = asset.draft(Action.DELETE, TestClock.now()).manifest();

        assertOneEffect(() -> Api.signing(alice)
                .header("Capsule-Operation-Id", operation)
                .body(delete.encoded().toArray())
                .post("/manifests"));
    }

    /** The check of the time stands before that for a duplicate (adr 0011). */
    @Test
    void shouldRefuseTheTimestamp_whenADuplicateComesMonthsLater() {
        var delete = asset.write(Action.DELETE);

        TestClock.ahead(
                Duration.ofDays(31), () -> Expect.refused(ReasonCode.TIMESTAMP_DRIFT, () -> asset.post(delete)));
        assertThat(asset.post(delete).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldCreateAnAlbumOnce_andAnswerTheSameToTheRest() throws Exception {
        var other = Album.of(alice);

        assertOneEffect(() -> Api.post(alice, "/albums", other.body()));

        Bus.await(AlbumCommitted.class, e -> e.album().equals(other.id));
        assertThat(Bus.seen(AlbumCommitted.class, e -> e.album().equals(other.id)))
                .hasSize(1);
    }

    @Test
    void shouldAppendAnAttestationOnce_andAnswerTheSameToTheRest() throws Exception {
        var next = album.next(EpochOp.ROTATE, false, Album.administrator(alice));

        assertOneEffect(() -> Api.post(
                alice, "/albums/" + album.id + "/epochs", next.encoded().toArray()));
    }

    @Test
    void shouldTakeOneOfTwoAttestations_whenTheyRaceForOneSeq() throws Exception {
        var rotate = album.next(EpochOp.ROTATE, false, Album.administrator(alice));
        var rekey = album.next(EpochOp.REKEY, true, Album.administrator(alice));
        var path = "/albums/" + album.id + "/epochs";

        var answers = atOnce(List.of(
                () -> Api.post(alice, path, rotate.encoded().toArray()),
                () -> Api.post(alice, path, rekey.encoded().toArray())));

        assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(201, 409);
        assertThat(answers.stream().filter(r -> r.statusCode() == 409).toList())
                .allSatisfy(r -> assertThat(r.asString()).contains("EPOCH_FORK"));
    }

    @Test
    void shouldBeginAnUpgradeOnce_andAnswerTheSameToTheRest() throws Exception {
        var intent = UpgradeIntent.sign(
                album.id,
                Api.PROTOCOL,
                "2026-09-30",
                IntentId.generate(),
                alice.user(),
                alice.device(),
                new Timestamp(TestClock.now().plus(Duration.ofDays(7))),
                alice.deviceKey());

        assertOneEffect(() -> Api.post(
                alice, "/albums/" + album.id + "/upgrade", intent.encoded().toArray()));
    }

    /** Not idempotent: the table does not name it, so the same again is stale. */
    @Test
    void shouldPublishADirectoryOnce_andRefuseTheRest() throws Exception {
        byte[] next = alice.directory(2, alice.entry()).encoded().toArray();

        var answers = atOnce(Collections.nCopies(AT_ONCE, () -> Api.put(alice, "/directories/" + alice.user(), next)));

        assertThat(answers).filteredOn(r -> r.statusCode() == 201).hasSize(1);
        assertThat(answers).filteredOn(r -> r.statusCode() == 409).hasSize(AT_ONCE - 1);
        Bus.await(DirectoryCommitted.class, e -> e.user().equals(alice.user()) && e.version() == 2);
        assertThat(Bus.seen(DirectoryCommitted.class, e -> e.user().equals(alice.user()) && e.version() == 2))
                .hasSize(1);
    }

    /** Eight at once, then one more: one 201, else 200, one body, and the state of one. */
    private static void assertOneEffect(Supplier<Response> request) throws Exception {
        var answers = atOnce(Collections.nCopies(AT_ONCE, request::get));
        var before = Tables.snapshot();
        answers.add(request.get());

        assertThat(Tables.snapshot()).isEqualTo(before);
        assertThat(answers).filteredOn(r -> r.statusCode() == 201).hasSize(1);
        assertThat(answers).filteredOn(r -> r.statusCode() == 200).hasSize(AT_ONCE);
        byte[] first = answers.getFirst().asByteArray();
        assertThat(answers).allSatisfy(r -> assertThat(Arrays.equals(r.asByteArray(), first))
                .as(r.asString())
                .isTrue());
    }

    private static List<Response> atOnce(List<Callable<Response>> requests) throws Exception {
        var answers = new ArrayList<Response>();
        try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var answer : pool.invokeAll(requests)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
