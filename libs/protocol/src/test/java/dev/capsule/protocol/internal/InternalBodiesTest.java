package dev.capsule.protocol.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.vectors.Manifests;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class InternalBodiesTest {
    private static final TenantId TENANT = new TenantId("home.example");
    private static final UserId USER = UserId.generate();
    private static final Timestamp AT = Timestamp.ofEpochMilli(1_780_000_000_000L);

    @Test
    void shouldComeBack_whenAdmissionRequest() {
        var bare =
                new AdmissionRequest(TENANT, USER, Bytes.of(new byte[16 * 1024]), Optional.empty(), Optional.empty());
        var full = new AdmissionRequest(
                TENANT,
                USER,
                Bytes.of(new byte[1]),
                Optional.of(IntentId.generate()),
                Optional.of(OperationId.generate()));

        assertStrict(bare, bare.encode(), AdmissionRequest::decode);
        assertStrict(full, full.encode(), AdmissionRequest::decode);
        assertBadTenant(full.encode(), AdmissionRequest::decode);
    }

    @Test
    void shouldComeBack_whenAdmissionReply() {
        var duplicate = new AdmissionReply(Optional.of(new AdmissionReply.Committed(Sha256.ZERO, 7, AT)));

        assertStrict(new AdmissionReply(Optional.empty()), new byte[] {(byte) 0xa0}, AdmissionReply::decode);
        assertStrict(duplicate, duplicate.encode(), AdmissionReply::decode);
    }

    @Test
    void shouldComeBack_whenStoredBlobsRequestAndReply() {
        var first = new StoredBlobsRequest(TENANT, Bytes.EMPTY, 1);
        var next = new StoredBlobsRequest(TENANT, Bytes.of(Sha256.ZERO.bytes()), StoredBlobsRequest.MOST);
        var blobs =
                Collections.nCopies(StoredBlobsRequest.MOST, new StoredBlobsRequest.Blob(Sha256.ZERO, Long.MAX_VALUE));

        assertStrict(first, first.encode(), StoredBlobsRequest::decode);
        assertStrict(next, next.encode(), StoredBlobsRequest::decode);
        assertBadTenant(next.encode(), StoredBlobsRequest::decode);
        assertThat(StoredBlobsRequest.readReply(StoredBlobsRequest.reply(blobs)))
                .isEqualTo(blobs);
        assertThatThrownBy(() -> StoredBlobsRequest.decode(new StoredBlobsRequest(TENANT, Bytes.EMPTY, 0).encode()))
                .isInstanceOf(CborException.class);
    }

    @Test
    void shouldComeBack_whenLedgerTotalsRequestAndReply() {
        var first = new LedgerTotalsRequest(TENANT, Optional.empty(), 1);
        var next = new LedgerTotalsRequest(TENANT, Optional.of(AlbumId.generate()), LedgerTotalsRequest.MOST);
        var totals = Collections.nCopies(
                LedgerTotalsRequest.MOST,
                new LedgerTotalsRequest.Total(AlbumId.generate(), Long.MAX_VALUE, Long.MAX_VALUE));

        assertStrict(first, first.encode(), LedgerTotalsRequest::decode);
        assertStrict(next, next.encode(), LedgerTotalsRequest::decode);
        assertBadTenant(next.encode(), LedgerTotalsRequest::decode);
        assertThat(LedgerTotalsRequest.readReply(LedgerTotalsRequest.reply(totals)))
                .isEqualTo(totals);
    }

    @Test
    void shouldComeBack_whenBlobAccessRequest() {
        var request = new BlobAccessRequest(TENANT, USER, Sha256.ZERO);

        assertStrict(request, request.encode(), BlobAccessRequest::decode);
        assertBadTenant(request.encode(), BlobAccessRequest::decode);
    }

    @Test
    void shouldComeBack_whenDeliveryRecipientRequest() {
        var request =
                new DeliveryRecipientRequest(TENANT, AlbumId.generate(), USER, UserId.generate(), DeviceId.generate());

        assertStrict(request, request.encode(), DeliveryRecipientRequest::decode);
        assertBadTenant(request.encode(), DeliveryRecipientRequest::decode);
    }

    @Test
    void shouldComeBack_whenReservationRequest() {
        var request = new ReservationRequest(TENANT, USER, UploadId.generate(), BlobRole.BACKUP, 1, AT);

        assertStrict(request, request.encode(), ReservationRequest::decode);
        assertBadTenant(request.encode(), ReservationRequest::decode);
        byte[] role = Manifests.replaced(request.encode(), 3, Cbor.of("drops"));
        assertThatThrownBy(() -> ReservationRequest.decode(role)).isInstanceOf(CborException.class);
    }

    @Test
    void shouldComeBack_whenLedgerReferences() {
        var entry = new LedgerReferences.Entry(
                TENANT,
                AlbumId.generate(),
                AssetId.generate(),
                9,
                List.of(new BlobRef(BlobRole.ORIGINAL, Sha256.ZERO, 5, Optional.empty())));
        var references = new LedgerReferences(List.of(entry));

        assertStrict(references, references.encode(), LedgerReferences::decode);
        assertStrict(Sha256.ZERO, LedgerReferences.request(Sha256.ZERO), LedgerReferences::readRequest);
    }

    @Test
    void shouldComeBack_whenPeerRecordsRequestAndReply() {
        var blobs = List.of(new BlobRef(BlobRole.ORIGINAL, Sha256.ZERO, 5, Optional.of(UploadId.generate())));
        var request = new PeerRecordsRequest(
                TENANT,
                "other.example",
                List.of(
                        new PeerRecordsRequest.PeerRecord(
                                Bytes.of(new byte[9]), true, blobs, Optional.of(Bytes.of(new byte[3]))),
                        new PeerRecordsRequest.PeerRecord(Bytes.of(new byte[1]), false, List.of(), Optional.empty())));
        var reply = new PeerRecordsReply(List.of(
                new PeerRecordsReply.Answer.Accepted(Sha256.ZERO, 1, AT),
                new PeerRecordsReply.Answer.Duplicate(Sha256.ZERO, Long.MAX_VALUE, AT),
                new PeerRecordsReply.Answer.Refused(ReasonCode.DEVICE_UNKNOWN, "not listed"),
                new PeerRecordsReply.Answer.Held(2)));

        assertStrict(request, request.encode(), PeerRecordsRequest::decode);
        assertBadTenant(request.encode(), PeerRecordsRequest::decode);
        assertStrict(reply, reply.encode(), PeerRecordsReply::decode);
        var bare = new PeerRecordsRequest.PeerRecord(Bytes.of(new byte[1]), false, List.of(), Optional.empty());
        byte[] tooMany = new PeerRecordsRequest(
                        TENANT, "other.example", Collections.nCopies(PeerRecordsRequest.MOST + 1, bare))
                .encode();
        assertThatThrownBy(() -> PeerRecordsRequest.decode(tooMany)).isInstanceOf(CborException.class);
    }

    private static <T> void assertStrict(T body, byte[] encoded, Function<byte[], T> decode) {
        assertThat(decode.apply(encoded)).isEqualTo(body);
        int step = Math.max(1, encoded.length / 500);
        for (int i = 0; i < encoded.length; i += step) {
            byte[] mutated = encoded.clone();
            mutated[i] ^= (byte) (1 + i % 255);
            assertDeclared(mutated, decode);
            byte[] cut = Arrays.copyOf(encoded, i);
            assertThatThrownBy(() -> decode.apply(cut)).isInstanceOf(CborException.class);
        }
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        assertThatThrownBy(() -> decode.apply(longer)).isInstanceOf(CborException.class);
    }

    private static <T> void assertDeclared(byte[] bytes, Function<byte[], T> decode) {
        try {
            assertThat(decode.apply(bytes)).isNotNull();
        } catch (CborException declared) {
            assertThat(declared.getMessage()).isNotBlank();
        }
    }

    private static <T> void assertBadTenant(byte[] encoded, Function<byte[], T> decode) {
        byte[] upperCase = Manifests.replaced(encoded, 0, Cbor.of("HOME.example"));
        assertThatThrownBy(() -> decode.apply(upperCase)).isInstanceOf(CborException.class);
    }
}
