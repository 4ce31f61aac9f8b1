package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.KeyMode;
import dev.capsule.protocol.reason.ReasonCode;
import java.time.ZoneOffset;
import java.util.Optional;

/** Rules about the fields only asset manifests have. */
final class ContentRules {
    private static final int MAX_RETENTION_YEARS = 10;

    private ContentRules() {}

    /** Malformed times are refused further on, with their own code. */
    static Optional<Verdict> retentionInBounds(Case<AssetManifest> c) {
        var until = Case.unless(ReasonCode.TIMESTAMP_MALFORMED, c.manifest()::retentionUntil)
                .flatMap(found -> found);
        var from = c.knownTimestamp();
        if (until.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        var latest = from.get().instant().atOffset(ZoneOffset.UTC).plusYears(MAX_RETENTION_YEARS);
        return require(
                !from.get().isAfter(until.get()) && !until.get().instant().isAfter(latest.toInstant()),
                ReasonCode.MANIFEST_MALFORMED,
                "retention_until is from timestamp to ten years later");
    }

    static Optional<Verdict> hashLengths(Case<AssetManifest> c) {
        var unused = c.manifest().metadataBlobHash();
        return FormRules.hashLengths(c);
    }

    /** The accessor refuses a word outside the closed list. */
    static Optional<Verdict> keyModeKnown(Case<AssetManifest> c) {
        var unused = c.manifest().keyMode();
        return Optional.empty();
    }

    static Optional<Verdict> noWrappedKeyInNewContent(Case<AssetManifest> c) {
        boolean newContent = c.knownAction().map(Action::carriesContent).orElse(false);
        return require(!(newContent && c.manifest().keyMode() == KeyMode.WRAPPED), ReasonCode.WRAPPED_KEY_INVALID);
    }

    /** The accessors refuse what is malformed. */
    static Optional<Verdict> timestampsWellFormed(Case<AssetManifest> c) {
        Timestamp unused = c.manifest().timestamp();
        var unusedToo = c.manifest().retentionUntil();
        return Optional.empty();
    }

    static Optional<Verdict> restoreWithinRetention(Case<AssetManifest> c) {
        boolean restores = c.manifest().action() == Action.TRASH_RESTORE;
        return require(
                !restores
                        || c.situation()
                                .asset()
                                .flatMap(Situation.Asset::retentionUntil)
                                .map(c.written()::isBefore)
                                .orElse(false),
                ReasonCode.RETENTION_EXPIRED);
    }

    static Optional<Verdict> wrappedKeyCopied(Case<AssetManifest> c) {
        if (c.manifest().action().carriesContent() || c.manifest().keyMode() == KeyMode.DERIVED) {
            return Optional.empty();
        }
        return require(
                c.manifest().wrappedFileKey().equals(content(c).wrappedFileKey()), ReasonCode.WRAPPED_KEY_INVALID);
    }

    static Optional<Verdict> contentCopied(Case<AssetManifest> c) {
        var manifest = c.manifest();
        if (manifest.action().carriesContent()) {
            return Optional.empty();
        }
        var content = content(c);
        return require(
                manifest.ciphertextHash().equals(content.ciphertextHash())
                        && manifest.plaintextSize() == content.plaintextSize()
                        && manifest.noncePrefix().equals(content.noncePrefix())
                        && manifest.keyMode() == content.keyMode(),
                ReasonCode.MANIFEST_MALFORMED,
                "content fields are those of the latest create or replace");
    }

    /** Loaded for every manifest that is not new content itself. */
    private static AssetManifest content(Case<AssetManifest> c) {
        return c.situation().asset().flatMap(Situation.Asset::content).orElseThrow();
    }
}
