package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.validation.fixture.Signers;
import dev.capsule.validation.ledger.VerifiedAhead.Result;
import dev.capsule.validation.ledger.VerifiedAhead.Signed;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerifiedAheadTest {
    private final History history = History.of(new Random(1), 1);
    private final Manifest manifest = history.claims.getFirst().manifest();
    private final HybridPublicKey stranger = Signers.named("stranger").publicKey();

    /** Of no use for any other key, whatever the database says when the transaction looks again. */
    @Test
    void shouldHoldForTheKeyItWasFoundWith_andNoOther() {
        var lie = Optional.of(new Result(stranger, true));
        var ahead = new VerifiedAhead(Keys.NONE, Map.of(manifest, new Signed(lie, lie)));
        var other = Signers.named("other").publicKey();

        assertThat(ahead.byDevice(manifest, stranger)).as("not verified again").isTrue();
        assertThat(ahead.byDevice(manifest, other)).isFalse();
        assertThat(ahead.byWriter(manifest, other)).isFalse();
    }
}
