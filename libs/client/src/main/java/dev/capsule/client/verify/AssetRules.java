package dev.capsule.client.verify;

import static dev.capsule.client.verify.Rule.unless;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.KeyMode;
import java.util.Optional;

/** Checks 4 and 11 of asset manifests: what the fields of an action must be, and where it stands in the chain. */
final class AssetRules {
    private AssetRules() {}

    /** 4: presence and absence; the strict decoder refuses most of it, this says the whole of it. */
    static Optional<ClientReason> fields(AssetManifest manifest, VerifyContext context) {
        Action action = manifest.action();
        boolean fits = manifest.priorHash().isEmpty() == (action == Action.CREATE)
                && manifest.retentionUntil().isPresent() == (action == Action.DELETE)
                && manifest.metadataBlobHash().isPresent() == action.carriesMetadata()
                && manifest.wrappedFileKey().isPresent() == (manifest.keyMode() == KeyMode.WRAPPED)
                && !(action == Action.REPLACE && manifest.keyMode() == KeyMode.WRAPPED);
        return unless(fits, ClientReason.STRUCTURAL);
    }

    /** 4: an action without a new original repeats the content fields of the one in force. */
    static Optional<ClientReason> copies(AssetManifest manifest, VerifyContext context) {
        var content = context.chain().content();
        if (manifest.action().carriesContent() || content.isEmpty()) {
            return Optional.empty();
        }
        var latest = content.get();
        return unless(
                manifest.ciphertextHash().equals(latest.ciphertextHash())
                        && manifest.plaintextSize() == latest.plaintextSize()
                        && manifest.noncePrefix().equals(latest.noncePrefix())
                        && manifest.keyMode() == latest.keyMode()
                        && manifest.wrappedFileKey().equals(latest.wrappedFileKey()),
                ClientReason.STRUCTURAL);
    }

    /** 11: one create per asset, for ever. */
    static Optional<ClientReason> notReplayed(AssetManifest manifest, VerifyContext context) {
        return unless(manifest.action() != Action.CREATE || context.chain().isEmpty(), ClientReason.REPLAYED);
    }

    /** 11: follows the local head, which no purge has closed; and belongs to the same asset and album. */
    static Optional<ClientReason> follows(AssetManifest manifest, VerifyContext context) {
        if (manifest.action() == Action.CREATE) {
            return Optional.empty();
        }
        var head = context.chain().head();
        return unless(
                head.isPresent()
                        && !context.chain().purged()
                        && manifest.priorHash().equals(head.map(AssetManifest::hash))
                        && manifest.assetId().equals(head.get().assetId()),
                ClientReason.FORGED_CHAIN);
    }
}
