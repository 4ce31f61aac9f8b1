package dev.capsule.validation.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Internal;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeliveryRecipientTest extends ServiceTest {
    private Person alice;
    private Person bob;
    private Album album;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        bob = Person.named("bob").published();
        album = Album.of(alice, Album.reader(bob)).created();
    }

    @Test
    void shouldAllow_betweenMembersAndBetweenDevicesOfOne() {
        assertThat(ask(alice, bob).statusCode()).isEqualTo(204);
        assertThat(ask(bob, alice).statusCode()).isEqualTo(204);
        assertThat(ask(alice, alice).statusCode()).isEqualTo(204);
    }

    @Test
    void shouldRefuse_whenOneOfThemIsNoMember() {
        var carol = Person.named("carol").published();

        Expect.refused(ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(alice, carol));
        Expect.refused(ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(carol, bob));
    }

    @Test
    void shouldRefuse_whenTheMemberWasRemoved() {
        album.attest(EpochOp.REMOVE, true, Album.administrator(alice));

        Expect.refused(ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(alice, bob));
        Expect.refused(ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(bob, alice));
    }

    @Test
    void shouldNotTellWhetherThereIsSuchAnAlbum() {
        var carol = Person.named("carol").published();

        var unknown = Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(alice.host(), AlbumId.generate(), carol, bob, bob.device()));
        var elsewhere = Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE, () -> ask("other.localhost", album.id, alice, bob, bob.device()));

        assertThat(unknown.asString()).isEqualTo(ask(carol, bob).asString());
        assertThat(elsewhere.asString()).isEqualTo(unknown.asString());
    }

    @Test
    void shouldRefuse_whenTheDeviceIsNotInTheDirectoryOfTheRecipient() {
        Expect.refused(ReasonCode.DEVICE_UNKNOWN, () -> ask(alice.host(), album.id, alice, bob, DeviceId.generate()));
        Expect.refused(ReasonCode.DEVICE_UNKNOWN, () -> ask(alice.host(), album.id, alice, bob, alice.device()));
    }

    @Test
    void shouldRefuse_fromTheMomentTheDeviceIsRevoked() {
        var at = new Timestamp(TestClock.now().plus(Duration.ofMinutes(4)));
        var revoked = bob.directory(2, bob.entry().revoked(at));
        Api.put(bob, "/directories/" + bob.user(), revoked.encoded().toArray())
                .then()
                .statusCode(201);

        assertThat(ask(alice, bob).statusCode()).isEqualTo(204);
        TestClock.ahead(Duration.ofMinutes(5), () -> Expect.refused(ReasonCode.DEVICE_REVOKED, () -> ask(alice, bob)));
    }

    @Test
    void shouldSayNothingOfTheDevice_whenItsUserIsNoMember() {
        var carol = Person.named("carol").published();

        Expect.refused(
                ReasonCode.ALBUM_NOT_WRITABLE, () -> ask(alice.host(), album.id, alice, carol, DeviceId.generate()));
    }

    @Test
    void shouldRefuse_whenTheBodyIsNotOne() {
        Expect.refused(
                ReasonCode.BODY_MALFORMED,
                () -> Internal.call(DeliveryRecipientRequest.PATH, new byte[] {(byte) 0xa0}));
    }

    private Response ask(Person sender, Person recipient) {
        return ask(alice.host(), album.id, sender, recipient, recipient.device());
    }

    private static Response ask(String host, AlbumId album, Person sender, Person recipient, DeviceId device) {
        return Internal.call(
                DeliveryRecipientRequest.PATH,
                new DeliveryRecipientRequest(new TenantId(host), album, sender.user(), recipient.user(), device)
                        .encode());
    }
}
