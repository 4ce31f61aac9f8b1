package dev.capsule.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.vectors.Manifests;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventsTest {
    private static final EventHead HEAD = EventHead.now(
            new TenantId("home.example"), Clock.fixed(Instant.parse("2026-06-01T10:00:00.123Z"), ZoneOffset.UTC));
    private static final AlbumId ALBUM = AlbumId.generate();
    private static final AssetId ASSET = AssetId.generate();
    private static final UserId USER = UserId.generate();
    private static final Sha256 HASH = Sha256.hash(new byte[] {1});
    private static final Timestamp AT = HEAD.at();
    private static final UploadId UPLOAD = UploadId.generate();
    private static final Bytes MANIFEST = Bytes.of(new byte[16 * 1024]);
    private static final BlobRef FULL = new BlobRef(BlobRole.ORIGINAL, HASH, Long.MAX_VALUE, Optional.of(UPLOAD));
    private static final BlobRef BARE = new BlobRef(BlobRole.METADATA, HASH, 0, Optional.empty());

    static Stream<Event> events() {
        return Stream.of(
                new BlobsStored(
                        HEAD,
                        ALBUM,
                        ASSET,
                        USER,
                        MANIFEST,
                        List.of(FULL, BARE),
                        Optional.of(Bytes.of(new byte[MetadataBlob.MAX_BYTES])),
                        Optional.of(IntentId.generate()),
                        Optional.of(OperationId.generate())),
                new BlobsStored(
                        HEAD,
                        ALBUM,
                        ASSET,
                        USER,
                        MANIFEST,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new BlobsReleased(HEAD, USER, UPLOAD, 1),
                new ManifestCommitted(
                        HEAD,
                        ALBUM,
                        ASSET,
                        USER,
                        ChangeKind.METADATA_UPDATED,
                        42,
                        MANIFEST,
                        HASH,
                        List.of(FULL),
                        List.of(BARE),
                        List.of(UPLOAD)),
                new ManifestRejected(
                        HEAD, ALBUM, ASSET, USER, HASH, ReasonCode.STALE_REVIVAL, "x".repeat(1024), List.of(UPLOAD)),
                new AssetPurged(HEAD, ALBUM, ASSET, USER, 43, List.of(FULL, BARE)),
                new DirectoryCommitted(HEAD, USER, 3, HASH),
                new AlbumCommitted(
                        HEAD, ALBUM, USER, 4, 5, Collections.nCopies(4096, new Member(USER, MemberRole.WRITE)), true),
                new AccountRegistered(HEAD, USER),
                new SessionsRevoked(HEAD, USER, 6),
                new QuotaStateChanged(HEAD, USER, "HardExceeded", 7, Optional.of(AT)),
                new QuotaStateChanged(HEAD, USER, "OK", 7, Optional.empty()),
                new QuotaDriftFound(HEAD, 8, Long.MAX_VALUE),
                new AssetModerated(HEAD, USER, ASSET, ModerationAction.LEGAL_HOLD_LIFTED, 9));
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldComeBack_whenEncodedAndDecoded(Event event) {
        byte[] value = event.encode();

        assertThat(Event.decode(event.type(), value)).isEqualTo(event);
        assertThat(value).hasSizeLessThan(Topics.MAX_RECORD_BYTES);
        assertThat(event.key()).isEqualTo(("home.example/" + event.subject()).getBytes(StandardCharsets.US_ASCII));
        assertThat(Topics.all()).contains(event.type().topic(), event.type().topic() + ".dlq");
    }

    @Test
    void shouldCoverEveryType_whenTested() {
        assertThat(events().map(Event::type).collect(Collectors.toSet())).containsExactlyInAnyOrder(EventType.values());
        assertThat(events().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("events")
    void shouldThrowOnlyWhatIsDeclared_whenMutated(Event event) {
        byte[] value = event.encode();
        int step = Math.max(1, value.length / 500);
        for (int i = 0; i < value.length; i += step) {
            byte[] mutated = value.clone();
            mutated[i] ^= (byte) (1 + i % 255);
            assertDeclared(event.type(), mutated);
            assertDeclared(event.type(), Arrays.copyOf(value, i));
        }
        for (var other : EventType.values()) {
            assertDeclared(other, value);
        }
    }

    @Test
    void shouldRefuse_whenAFieldIsOutOfItsBounds() {
        byte[] album = new AlbumCommitted(HEAD, ALBUM, USER, 1, 1, List.of(), false).encode();
        byte[] tenant = Manifests.replaced(album, 1, Cbor.of("Home.Example"));
        byte[] time = Manifests.replaced(album, 2, Cbor.of("2026-06-01"));
        byte[] seq = Manifests.replaced(album, 5, Cbor.of(-1));
        byte[] member = Manifests.replaced(album, 7, Cbor.array(Cbor.array(Cbor.of(USER), Cbor.of("owner"))));

        for (byte[] wrong : List.of(tenant, time, seq, member)) {
            assertThatThrownBy(() -> Event.decode(EventType.ALBUM_COMMITTED, wrong))
                    .isInstanceOf(CborException.class);
        }
        assertThatCode(() -> Event.decode(EventType.ALBUM_COMMITTED, album)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new ManifestRejected(
                        HEAD, ALBUM, ASSET, USER, HASH, ReasonCode.HASH_LENGTH, "x".repeat(1025), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuse_whenTheActionIsUnknown() {
        byte[] event = new AssetModerated(HEAD, USER, ASSET, ModerationAction.TAKEDOWN, 1).encode();

        for (String word : List.of("suspend", "Takedown", "")) {
            assertThatThrownBy(
                            () -> Event.decode(EventType.ASSET_MODERATED, Manifests.replaced(event, 5, Cbor.of(word))))
                    .isInstanceOf(CborException.class);
        }
    }

    private static void assertDeclared(EventType type, byte[] value) {
        try {
            Event.decode(type, value);
        } catch (CborException declared) {
            assertThat(declared).hasMessageNotContaining("null");
        }
    }
}
