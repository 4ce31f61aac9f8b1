package dev.capsule.protocol.account;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.vectors.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionChallengeTest {
    private static final UserId USER = UserId.generate();
    private static final Bytes NONCE = Bytes.of(new byte[32]);
    private static final Timestamp EXPIRES = Timestamp.ofEpochMilli(1_780_000_000_000L);
    private static final TenantId HOME = new TenantId("home.example");

    @Test
    void shouldBindTheProof_whenAnythingIsChanged() {
        var challenge = new SessionChallenge(USER, NONCE, ChallengePurpose.LOGIN, EXPIRES, HOME);
        var proof = challenge.sign(Vectors.signer("ik"));
        challenge.verify(Vectors.publicKey("ik"), proof);

        for (var other : List.of(
                new SessionChallenge(UserId.generate(), NONCE, ChallengePurpose.LOGIN, EXPIRES, HOME),
                new SessionChallenge(USER, Bytes.ofHex("01".repeat(32)), ChallengePurpose.LOGIN, EXPIRES, HOME),
                new SessionChallenge(USER, NONCE, ChallengePurpose.REVOKE_ALL, EXPIRES, HOME),
                new SessionChallenge(USER, NONCE, ChallengePurpose.LOGIN, Timestamp.ofEpochMilli(0), HOME),
                new SessionChallenge(USER, NONCE, ChallengePurpose.LOGIN, EXPIRES, new TenantId("other.example")))) {
            assertThatThrownBy(() -> other.verify(Vectors.publicKey("ik"), proof))
                    .isInstanceOf(SignatureException.class);
        }
        assertThatThrownBy(() -> challenge.verify(Vectors.publicKey("dsk"), proof))
                .isInstanceOf(SignatureException.class);
    }
}
