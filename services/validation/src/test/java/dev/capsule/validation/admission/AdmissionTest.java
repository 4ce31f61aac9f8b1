package dev.capsule.validation.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.Internal;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdmissionTest extends ServiceTest {
    private Person alice;
    private Album album;

    @BeforeEach
    void create() {
        alice = Person.named("alice").published();
        album = Album.of(alice).created();
    }

    @Test
    void shouldAdmitAndWriteNothing_whenTheGateWouldAccept() {
        var before = Tables.snapshot();

        var response = ask(alice, Asset.in(album).create().manifest());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(AdmissionReply.decode(response.asByteArray()).duplicate()).isEmpty();
        assertThat(Tables.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldAnswerWithTheStoredOutcome_whenItIsInTheLedger() {
        var asset = Asset.in(album);
        var draft = asset.create();
        var committed = Bus.commit(asset, draft);

        var reply = AdmissionReply.decode(ask(alice, draft.manifest()).asByteArray());

        var stored = reply.duplicate().orElseThrow();
        assertThat(stored.manifestHash()).isEqualTo(draft.manifest().hash());
        assertThat(stored.syncSeq()).isEqualTo(committed.syncSeq());
        assertThat(stored.receivedAt()).isEqualTo(committed.head().at());
    }

    @Test
    void shouldRefuseAsTheGateWould() {
        var bob = writer();
        var manifest = Asset.in(album).create().manifest();
        var broken = Manifest.decode(Edit.of(manifest).breakSignature(31, 1).unsigned());

        Expect.refused(ReasonCode.CREATOR_MISMATCH, () -> ask(bob, manifest));
        Expect.refused(ReasonCode.WRITE_SIG_INVALID, () -> ask(alice, broken));
        var asset = Asset.committed(album);
        Expect.refused(
                ReasonCode.METADATA_BLOB_MISMATCH,
                () -> ask(alice, asset.draft(Action.DELETE, TestClock.now()).manifest()));
        Expect.refused(
                ReasonCode.MANIFEST_MALFORMED,
                () -> Internal.call(
                        AdmissionRequest.PATH,
                        new AdmissionRequest(
                                        new TenantId(alice.host()),
                                        alice.user(),
                                        Bytes.of(new byte[] {0}),
                                        Optional.empty(),
                                        Optional.empty())
                                .encode()));
    }

    private Person writer() {
        var bob = Person.named("bob").published();
        album.attest(EpochOp.ADD, false, Album.administrator(alice), Album.writer(bob));
        return bob;
    }

    @Test
    void shouldLetMembersReadBlobs_andNobodyElse() {
        var asset = Asset.in(album);
        var draft = asset.create();
        asset.commit(draft);
        var original = draft.blobs().getFirst().hash();
        var stranger = Person.named("carol");

        assertThat(access(alice, original).statusCode()).isEqualTo(200);
        assertThat(access(alice, draft.blobs().getLast().hash()).statusCode()).isEqualTo(200);
        Expect.refused(ReasonCode.NOT_FOUND, () -> access(stranger, original));
        Expect.refused(ReasonCode.NOT_FOUND, () -> access(alice, Sha256.ZERO));
    }

    private static Response access(Person person, Sha256 hash) {
        return Internal.call(
                BlobAccessRequest.PATH,
                new BlobAccessRequest(new TenantId(person.host()), person.user(), hash).encode());
    }

    private static Response ask(Person person, Manifest manifest) {
        return Internal.call(
                AdmissionRequest.PATH,
                new AdmissionRequest(
                                new TenantId(person.host()),
                                person.user(),
                                manifest.encoded(),
                                Optional.empty(),
                                Optional.empty())
                        .encode());
    }
}
