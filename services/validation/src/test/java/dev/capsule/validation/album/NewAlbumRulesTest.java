package dev.capsule.validation.album;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.gate.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What over HTTP the headers are refused for first. */
class NewAlbumRulesTest {
    private final Person alice = Person.named("alice");
    private final Album album = Album.of(alice);

    @Test
    void shouldTakeASoundAlbum() {
        assertThat(judge(1, Cbor.of(1))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void shouldRefuse_whenTheSuiteOrPinIsUnknown() {
        assertRefused(ReasonCode.UNKNOWN_CRYPTO_SUITE, judge(1, Cbor.of(2)));
        assertRefused(ReasonCode.ALBUM_PIN_MISMATCH, judge(2, Cbor.of("2026-05-30")));
    }

    private Verdict judge(long key, Cbor value) {
        byte[] sound = album.descriptor.encoded().toArray();
        byte[] edited = Edit.of(SignedType.ALBUM, CborDecoder.decodeMap(sound, CborLimits.ofBytes(sound.length)))
                .set(key, value)
                .signed(alice.deviceKey(), album.admin());
        return NewAlbumRules.RULES.judge(new NewAlbumCase(
                new TenantId(alice.host()),
                alice.user(),
                false,
                new NewAlbum(AlbumDescriptor.decode(edited), album.last()),
                List.of(alice.deviceKey().publicKey()),
                Optional.empty()));
    }

    private static void assertRefused(ReasonCode code, Verdict verdict) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(
                        rejected.refusal().code())
                .isEqualTo(code));
    }
}
