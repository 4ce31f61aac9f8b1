package dev.capsule.validation.album;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestationBuilder;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.fixture.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlbumTest extends ServiceTest {
    private Person alice;
    private Person bob;

    @BeforeEach
    void publish() {
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
    }

    @Test
    void shouldServeTheLedgerToMembers_whenCreated() {
        var album = Album.of(alice, Album.reader(bob));

        Api.post(alice, "/albums", album.body())
                .then()
                .statusCode(201)
                .header("Location", "/albums/" + album.id)
                .body("album_id", equalTo(album.id.toString()));

        var ledger =
                EpochLedger.decodeAndVerify(Api.get(bob, "/albums/" + album.id).asByteArray());
        assertThat(ledger.last()).isEqualTo(album.last());
        Api.get(bob, "/albums").then().body("albums.album_id", hasItem(album.id.toString()));
        var event = Bus.await(AlbumCommitted.class, e -> e.album().equals(album.id));
        assertThat(event.members()).isEqualTo(album.last().members());
        assertThat(event.epoch()).isEqualTo(1);
        assertThat(event.frozen()).isFalse();
    }

    @Test
    void shouldTakeTheAlbum_whenItIsCalledASequence() {
        Api.signing(alice)
                .contentType("application/cbor-seq")
                .body(Album.of(alice).body())
                .post("/albums")
                .then()
                .statusCode(201);
    }

    @Test
    void shouldAnswerTheSame_whenTheSameBytesComeAgain() {
        var album = Album.of(alice).created();
        var before = Tables.snapshot();

        Api.post(alice, "/albums", album.body()).then().statusCode(200).body("album_id", equalTo(album.id.toString()));

        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuse_whenTheIdIsTaken() {
        var album = Album.of(alice).created();
        var other = AlbumDescriptor.sign(
                album.id, alice.user(), alice.host(), alice.addedAt(), alice.deviceKey(), album.admin());

        Expect.refused(
                ReasonCode.EPOCH_FORK,
                () -> Api.post(
                        alice,
                        "/albums",
                        Album.sequence(
                                other.encoded().toArray(),
                                album.last().encoded().toArray())));
    }

    @Test
    void shouldRefuse_whenTheIdIsTakenWithAnotherBeginning() {
        var album = Album.of(alice).created();
        var other = EpochAttestationBuilder.first(album.id, album.writeTier(2).publicKey(), alice.addedAt())
                .members(List.of(Album.administrator(alice)))
                .sign(album.admin());

        Expect.refused(
                ReasonCode.EPOCH_FORK,
                () -> Api.post(
                        alice,
                        "/albums",
                        Album.sequence(
                                album.descriptor.encoded().toArray(),
                                other.encoded().toArray())));
    }

    @Test
    void shouldRefuse_whenTheOwnerIsNotTheCaller() {
        Expect.refused(
                ReasonCode.CREATOR_MISMATCH,
                () -> Api.post(bob, "/albums", Album.of(alice).body()));
    }

    @Test
    void shouldRefuse_whenTheCallerHasNoDevice() {
        var nobody = Person.named("nobody");

        Expect.refused(
                ReasonCode.DEVICE_UNKNOWN,
                () -> Api.post(nobody, "/albums", Album.of(nobody).body()));
    }

    @Test
    void shouldRefuse_whenNoDeviceOfTheCallerSigned() {
        var impostor = new Person("mallory", alice.host(), alice.user(), alice.device(), alice.addedAt());

        Expect.refused(
                ReasonCode.DEVICE_SIG_INVALID,
                () -> Api.post(alice, "/albums", Album.of(impostor).body()));
    }

    @Test
    void shouldRefuse_whenTheAdminKeyDidNotSign() {
        var album = Album.of(alice);
        byte[] body = album.body();
        body[body.length - 1] ^= 1;

        Expect.refused(ReasonCode.WRITE_SIG_INVALID, () -> Api.post(alice, "/albums", body));
    }

    @Test
    void shouldRefuse_whenTheHomeServerIsAnother() {
        var descriptor = AlbumDescriptor.sign(
                AlbumId.generate(),
                alice.user(),
                "other.localhost",
                alice.addedAt(),
                alice.deviceKey(),
                Signers.named("alice/admin"));
        var first = Album.of(alice).last();

        Expect.refused(
                ReasonCode.HOME_SERVER_ONLY,
                () -> Api.post(
                        alice,
                        "/albums",
                        Album.sequence(
                                descriptor.encoded().toArray(), first.encoded().toArray())));
    }

    @Test
    void shouldRefuse_whenTheBodyIsNotTwoObjects() {
        byte[] descriptor = Album.of(alice).descriptor.encoded().toArray();
        byte[] body = Album.of(alice).body();

        for (byte[] bad : List.of(descriptor, Album.sequence(body, descriptor), new byte[] {1, 2}, new byte[0])) {
            Expect.refused(ReasonCode.MANIFEST_MALFORMED, () -> Api.post(alice, "/albums", bad));
        }
    }

    @Test
    void shouldRefuse_whenTheHeadersDoNotFit() {
        byte[] body = Album.of(alice).body();

        Expect.refused(
                ReasonCode.UNKNOWN_CRYPTO_SUITE,
                () -> Api.as(alice).contentType("application/cbor").body(body).post("/albums"));
        Expect.refused(ReasonCode.UNKNOWN_CRYPTO_SUITE, () -> Api.as(alice)
                .header("Capsule-Crypto-Suite", "2")
                .contentType("application/cbor")
                .body(body)
                .post("/albums"));
    }

    @Test
    void shouldTellAStrangerNothing_whenAskedForTheLedger() {
        var album = Album.of(alice).created();

        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(bob, "/albums/" + album.id));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(bob, "/albums/" + AlbumId.generate()));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(bob, "/albums/x"));
    }

    @Test
    void shouldRefuse_whenTheAccountIsSuspended() {
        Tables.execute("insert into suspended_user values ('home.localhost', '" + alice.user() + "', now())");

        Expect.refused(
                ReasonCode.ACCOUNT_SUSPENDED,
                () -> Api.post(alice, "/albums", Album.of(alice).body()));
    }
}
