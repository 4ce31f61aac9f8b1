package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.RefusalException;
import java.util.Optional;

/** Reads fields of manifests that were not judged yet: what is malformed looks nothing up. */
final class Fields {
    private Fields() {}

    static Optional<Sha256> priorHash(Manifest manifest) {
        try {
            return manifest.priorHash();
        } catch (RefusalException e) {
            return Optional.empty();
        }
    }

    static boolean bringsContent(Manifest manifest) {
        try {
            return manifest.action().carriesContent();
        } catch (RefusalException e) {
            return false;
        }
    }

    static boolean isCreate(Manifest manifest) {
        return bringsContent(manifest) && manifest.action() == Action.CREATE;
    }
}
