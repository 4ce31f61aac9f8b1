package dev.capsule.validation.album;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochAttestationBuilder;
import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EpochTest extends ServiceTest {
    private Person alice;
    private Person bob;
    private Album album;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
        album = Album.of(alice).created();
    }

    @Test
    void shouldPutMembersInForce_whenAppended() {
        Api.get(bob, "/albums/" + album.id).then().statusCode(404);
        var next = album.next(EpochOp.ADD, false, Album.administrator(alice), Album.writer(bob));

        post(alice, next).then().statusCode(201).body("seq", equalTo(2)).body("epoch", equalTo(2));

        Api.get(bob, "/albums/" + album.id).then().statusCode(200);
        var event = Bus.await(AlbumCommitted.class, e -> e.album().equals(album.id) && e.seq() == 2);
        assertThat(event.members()).isEqualTo(next.members());
    }

    @Test
    void shouldTellTheRemoved_whenTheyAskForTheLedger() {
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.writer(bob));
        album.attest(EpochOp.REMOVE, true, Album.administrator(alice));

        assertThat(Api.get(bob, "/albums/" + album.id).statusCode()).isEqualTo(403);
    }

    @Test
    void shouldChangeNothing_whenTheSameBytesComeAgain() {
        var next = album.attest(EpochOp.ROTATE, false, Album.administrator(alice));
        album.attest(EpochOp.ROTATE, false, Album.administrator(alice));
        var before = Tables.snapshot();

        post(alice, next).then().statusCode(200).body("seq", equalTo(2)).body("epoch", equalTo(2));

        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuseAsFork_whenThePlaceIsTaken() {
        var lost = album.next(EpochOp.ADD, false, Album.administrator(alice), Album.reader(bob));
        album.attest(EpochOp.ROTATE, false, Album.administrator(alice));

        refused(ReasonCode.EPOCH_FORK, alice, lost);
    }

    @Test
    void shouldRefuseAsFork_whenTheChainWouldHaveAGap() {
        var second = album.next(EpochOp.ROTATE, false, Album.administrator(alice));
        var third = EpochAttestationBuilder.after(
                        second, EpochOp.ROTATE, album.writeTier(3).publicKey(), false, new Timestamp(TestClock.now()))
                .members(List.of(Album.administrator(alice)))
                .sign(album.admin());

        refused(ReasonCode.EPOCH_FORK, alice, third);
    }

    @Test
    void shouldRefuse_whenTheCallerIsNoAdmin() {
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.writer(bob));
        var next = album.next(EpochOp.ROTATE, false, Album.administrator(alice), Album.writer(bob));

        refused(ReasonCode.ALBUM_NOT_WRITABLE, bob, next);
        refused(ReasonCode.ALBUM_NOT_WRITABLE, Person.named("carol").published(), next);
    }

    @Test
    void shouldRefuseTheSameWay_whenTheAlbumDoesNotExist() {
        refused(ReasonCode.ALBUM_NOT_WRITABLE, alice, Album.of(alice).last());
    }

    @Test
    void shouldRefuse_whenTheAdminKeyDidNotSign() {
        var forged = album.builder(EpochOp.ROTATE, false)
                .members(List.of(Album.administrator(alice)))
                .sign(Signers.named("mallory"));

        refused(ReasonCode.WRITE_SIG_INVALID, alice, forged);
    }

    @Test
    void shouldFollowTheNewAdminKey_whenItWasRotated() {
        var rotation = album.builder(EpochOp.ADMIN_ROTATE, false)
                .newAdminKey(Signers.named("new-admin").publicKey())
                .members(List.of(Album.administrator(alice)))
                .sign(album.admin());
        post(alice, rotation).then().statusCode(201);
        var next = EpochAttestationBuilder.after(
                        rotation, EpochOp.ROTATE, album.writeTier(2).publicKey(), false, new Timestamp(TestClock.now()))
                .members(List.of(Album.administrator(alice)));

        refused(ReasonCode.WRITE_SIG_INVALID, alice, next.sign(album.admin()));
    }

    @Test
    void shouldRefuse_whenTheWriteKeyOrFloorDoesNotFit() {
        var sameKey = EpochAttestationBuilder.after(
                        album.last(),
                        EpochOp.ROTATE,
                        album.writeTier(1).publicKey(),
                        false,
                        new Timestamp(TestClock.now()))
                .members(List.of(Album.administrator(alice)))
                .sign(album.admin());
        refused(ReasonCode.MANIFEST_MALFORMED, alice, sameKey);
        refused(ReasonCode.MANIFEST_MALFORMED, alice, album.next(EpochOp.REMOVE, false, Album.administrator(alice)));
    }

    @Test
    void shouldRefuse_whenThePathNamesAnotherAlbum() {
        var other = Album.of(alice).created();
        var next = album.next(EpochOp.ROTATE, false, Album.administrator(alice));

        Expect.refused(
                ReasonCode.MANIFEST_MALFORMED,
                () -> Api.post(
                        alice, "/albums/" + other.id + "/epochs", next.encoded().toArray()));
        Expect.refused(
                ReasonCode.NOT_FOUND,
                () -> Api.post(alice, "/albums/nothing/epochs", next.encoded().toArray()));
    }

    /** Said before anything of the album of the path is looked at: not that its place is taken, nor who may write there. */
    @Test
    void shouldRefuse_whenThePathNamesAnotherAlbumThatHasGoneFurtherOrIsNotTheCallers() {
        var further = Album.of(alice).created();
        further.attest(EpochOp.ROTATE, false, Album.administrator(alice));
        var foreign = Album.of(bob).created();
        var next = album.next(EpochOp.ROTATE, false, Album.administrator(alice));

        for (var other : List.of(further, foreign)) {
            Expect.refused(
                    ReasonCode.MANIFEST_MALFORMED,
                    () -> Api.post(
                            alice,
                            "/albums/" + other.id + "/epochs",
                            next.encoded().toArray()));
        }
    }

    @Test
    void shouldRefuse_whenTheAlbumIsFrozen() {
        var next = album.next(EpochOp.ROTATE, false, Album.administrator(alice));
        Tables.execute("update album_state set frozen = true where album_id = '" + album.id + "'");

        refused(ReasonCode.ALBUM_FROZEN, alice, next);
    }

    private static Response post(Person person, EpochAttestation attestation) {
        return Api.post(
                person,
                "/albums/" + attestation.albumId() + "/epochs",
                attestation.encoded().toArray());
    }

    private static void refused(ReasonCode code, Person person, EpochAttestation attestation) {
        Expect.refused(code, () -> post(person, attestation));
    }
}
