package dev.capsule.validation.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.event.DirectoryCommitted;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.fixture.TestClock;
import dev.capsule.validation.fixture.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DirectoryTest extends ServiceTest {
    private final Person alice = Person.named("alice");

    @Test
    void shouldServeTheSignedBytes_whenPublished() {
        var directory = alice.directory(1, alice.entry());

        put(directory).then().statusCode(201).body("directory_version", org.hamcrest.Matchers.equalTo(1));

        var other = Person.named("bob");
        var response = Api.get(other, "/directories/" + alice.user());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("ETag")).isEqualTo("\"1\"");
        assertThat(response.contentType()).isEqualTo("application/cbor");
        assertThat(response.asByteArray()).isEqualTo(directory.encoded().toArray());
        var event = Bus.await(DirectoryCommitted.class, e -> e.user().equals(alice.user()));
        assertThat(event.hash()).isEqualTo(directory.hash());
    }

    @Test
    void shouldServeTheLatest_whenDevicesAreAddedAndRevoked() {
        put(alice.directory(1, alice.entry())).then().statusCode(201);
        var revoked = alice.entry().revoked(new Timestamp(TestClock.now()));
        var second = alice.entry(DeviceId.generate(), Signers.named("second"), new Timestamp(TestClock.now()));
        var next = alice.directory(7, revoked, second);

        put(next).then().statusCode(201);

        assertThat(Api.get(alice, "/directories/" + alice.user()).asByteArray())
                .isEqualTo(next.encoded().toArray());
    }

    @Test
    void shouldRefuseAsStale_whenTheVersionIsNotAboveTheStoredOne() {
        var stored = alice.directory(5, alice.entry());
        put(stored).then().statusCode(201);

        refused(ReasonCode.DIRECTORY_VERSION_STALE, stored);
        refused(ReasonCode.DIRECTORY_VERSION_STALE, alice.directory(5));
        refused(ReasonCode.DIRECTORY_VERSION_STALE, alice.directory(4, alice.entry()));
    }

    @Test
    void shouldRefuseAsMutation_whenAnEntryIsRemovedOrChanged() {
        var at = new Timestamp(TestClock.now());
        put(alice.directory(1, alice.entry().revoked(at))).then().statusCode(201);

        refused(ReasonCode.DIRECTORY_MUTATION, alice.directory(2));
        refused(ReasonCode.DIRECTORY_MUTATION, alice.directory(2, alice.entry()));
        refused(ReasonCode.DIRECTORY_MUTATION, alice.directory(2, alice.entry().revoked(alice.addedAt())));
        refused(
                ReasonCode.DIRECTORY_MUTATION,
                alice.directory(
                        2,
                        alice.entry(alice.device(), Signers.named("other"), alice.addedAt())
                                .revoked(at)));
    }

    @Test
    void shouldRefuseAsMutation_whenTheIdentityKeyIsNotThePinnedOne() {
        put(alice.directory(1)).then().statusCode(201);

        refused(
                ReasonCode.DIRECTORY_MUTATION,
                DeviceDirectory.sign(alice.user(), 2, alice.addedAt(), List.of(), Signers.named("mallory")));
    }

    @Test
    void shouldRefuse_whenADirectoryOrEntryIsNotSignedByTheIdentityKey() {
        var entryOfMallory = new Person("mallory", alice.host(), alice.user(), alice.device(), alice.addedAt()).entry();
        refused(ReasonCode.DIRECTORY_SIGNATURE_INVALID, alice.directory(1, entryOfMallory));

        byte[] flipped = alice.directory(1, alice.entry()).encoded().toArray();
        flipped[flipped.length - 1] ^= 1;
        Expect.refused(
                ReasonCode.DIRECTORY_SIGNATURE_INVALID, () -> Api.put(alice, "/directories/" + alice.user(), flipped));
    }

    @Test
    void shouldRefuse_whenTheDirectoryIsOfAnotherUser() {
        var bob = Person.named("bob");

        Expect.refused(
                ReasonCode.CREATOR_MISMATCH,
                () -> Api.put(
                        bob,
                        "/directories/" + alice.user(),
                        alice.directory(1).encoded().toArray()));
        Expect.refused(
                ReasonCode.CREATOR_MISMATCH,
                () -> Api.put(
                        bob,
                        "/directories/" + bob.user(),
                        alice.directory(1).encoded().toArray()));
    }

    @Test
    void shouldRefuse_whenTheBytesAreNoDirectory() {
        Expect.refused(
                ReasonCode.MANIFEST_MALFORMED,
                () -> Api.put(alice, "/directories/" + alice.user(), new byte[] {(byte) 0xa0}));
        Expect.refused(
                ReasonCode.MANIFEST_MALFORMED, () -> Api.put(alice, "/directories/" + alice.user(), new byte[0]));
    }

    @Test
    void shouldRefuse_whenTheBodyIsTooLarge() {
        Expect.refused(
                ReasonCode.BODY_TOO_LARGE,
                () -> Api.put(alice, "/directories/" + alice.user(), new byte[DeviceDirectory.MAX_BYTES + 1]));
    }

    @Test
    void shouldSayNotFound_whenThereIsNoDirectoryForThisTenant() {
        var elsewhere = Person.on("other.localhost", "carol");
        put(alice.directory(1)).then().statusCode(201);

        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(alice, "/directories/" + UserId.generate()));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(alice, "/directories/nobody"));
        Expect.refused(ReasonCode.NOT_FOUND, () -> Api.get(elsewhere, "/directories/" + alice.user()));
    }

    @Test
    void shouldRefuse_whenTheCallerIsUnknown() {
        Expect.refused(
                ReasonCode.AUTH_REQUIRED, () -> Api.anonymous("home.localhost").get("/directories/" + alice.user()));
        // a token of this very user, issued for another tenant
        var token = TestTokens.of("other.localhost", alice.user());
        Expect.refused(ReasonCode.AUTH_REQUIRED, () -> Api.anonymous("home.localhost")
                .header("Authorization", "Bearer " + token)
                .get("/directories/" + alice.user()));
    }

    private Response put(DeviceDirectory directory) {
        return Api.put(
                alice, "/directories/" + alice.user(), directory.encoded().toArray());
    }

    private void refused(ReasonCode code, DeviceDirectory directory) {
        Expect.refused(code, () -> put(directory));
    }
}
