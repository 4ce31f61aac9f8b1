package dev.capsule.validation.upgrade;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.validation.gate.Situation;
import java.time.Instant;
import java.util.Optional;

/**
 * An upgrade somebody proposes.
 *
 * @param path the album the request names
 * @param role of the caller there
 * @param device that the intent names, in the directory of the caller
 * @param state of that album, if it exists
 */
record IntentCase(
        UserId caller,
        boolean suspended,
        AlbumId path,
        UpgradeIntent intent,
        Optional<MemberRole> role,
        Optional<Situation.Device> device,
        Optional<UpgradeState> state,
        Instant now) {

    /** Present in every rule after the one that asks for an admin. */
    UpgradeState presentState() {
        return state.orElseThrow();
    }

    /** Whether this intent is the one in force, or the one the album was frozen by. */
    boolean isRepeated() {
        return presentState()
                .pending()
                .filter(p -> p.intent().equals(intent.intentId()))
                .filter(p -> presentState().frozen() || now.isBefore(p.deadline()))
                .isPresent();
    }
}
