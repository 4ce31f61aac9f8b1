package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.validation.gate.Claim;

/** The event that tells the uploads of a refused manifest that they have failed. */
final class Rejections {
    private Rejections() {}

    static ManifestRejected of(Claim claim, Refusal refusal, Timestamp now) {
        return new ManifestRejected(
                new EventHead(EventId.generate(), claim.tenant(), now),
                claim.manifest().albumId(),
                claim.manifest().assetId(),
                claim.caller(),
                claim.manifest().hash(),
                refusal.code(),
                refusal.detail(),
                Change.uploads(claim));
    }
}
