package dev.capsule.client.verify;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.manifest.Manifest;

/** What verification says about a manifest. There is no fourth answer. */
public sealed interface Verdict {

    /** Apply it. */
    record Accept(Manifest manifest) implements Verdict {}

    /** Hold it and try again; it is not forged, and not to be shown. */
    record Pending(ClientReason reason, String detail) implements Verdict {}

    /** Terminal: quarantine it. */
    record Reject(ClientReason reason, String detail) implements Verdict {}

    static Verdict reject(ClientReason reason) {
        return new Reject(reason, reason.sentence());
    }
}
