package dev.capsule.validation.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.gate.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What over HTTP the header is refused for first. */
class DirectoryRulesTest {
    private final Person alice = Person.named("alice");

    @Test
    void shouldRefuse_whenTheSuiteIsUnknown() {
        assertThat(judge(1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(judge(2)).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(
                        rejected.refusal().code())
                .isEqualTo(ReasonCode.UNKNOWN_CRYPTO_SUITE));
    }

    private Verdict judge(long suite) {
        byte[] sound = alice.directory(1, alice.entry()).encoded().toArray();
        byte[] edited = Edit.of(
                        SignedType.DEVICE_DIRECTORY, CborDecoder.decodeMap(sound, CborLimits.ofBytes(sound.length)))
                .set(5, Cbor.of(suite))
                .signed(alice.identityKey(), null);
        return DirectoryRules.RULES.judge(
                new DirectoryCase(alice.user(), alice.user(), DeviceDirectory.decode(edited), Optional.empty(), true));
    }
}
