package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Rule.rule;

import dev.capsule.protocol.manifest.AssetManifest;

/** What an asset manifest must satisfy, in the order of server-invariants 1. Structure was checked by its decoder. */
final class AssetManifestRules {
    static final Rules<Case<AssetManifest>> RULES = Rules.inOrder(
            // structure: a delete keeps the asset at least until its own timestamp and at most ten years
            rule("retention in bounds", ContentRules::retentionInBounds),
            // invariant 2
            rule("suite known", FormRules::suiteKnown),
            // invariant 3
            rule("hashes of the suite's length", ContentRules::hashLengths),
            // invariant 32
            rule("key mode known", ContentRules::keyModeKnown),
            // invariant 32: wrapped keys enter only by adoption
            rule("no wrapped key in new content", ContentRules::noWrappedKeyInNewContent),
            // server-invariants 3: the schema of a sidecar is declared and known
            rule("sidecar schema known", FormRules::sidecarSchemaKnown),
            // check order 6
            rule("account not suspended", AlbumRules::accountNotSuspended),
            // invariant 6
            rule("album writable", AlbumRules::writable),
            // server-invariants 15, 20: an album lives on its home server
            rule("album at home", AlbumRules::atHome),
            // invariant 6
            rule("album pin", AlbumRules::pinned),
            // check order 7
            rule("album not frozen", AlbumRules::notFrozen),
            // check order 7
            rule("no upgrade pending", AlbumRules::noUpgradePending),
            // invariant 7
            rule("creator is the caller", DeviceRules::creatorIsCaller),
            // invariant 7
            rule("device in the directory", DeviceRules::deviceKnown),
            // invariant 7
            rule("device added before", DeviceRules::deviceAddedBefore),
            // invariant 7
            rule("device not revoked", DeviceRules::deviceNotRevoked),
            // invariant 7: both halves under the device key
            rule("device signature", DeviceRules::deviceSignature),
            // invariant 7: both halves under the write-tier key of the epoch
            rule("write-tier signature", DeviceRules::writeSignature),
            // invariant 8
            rule("timestamps well-formed", ContentRules::timestampsWellFormed),
            // invariant 8
            rule("timestamp near the clock", FormRules::timestampNear),
            // invariant 16
            rule("action known", ChainRules::actionKnown),
            // idempotency: an operation id stands for one content
            rule("operation not reused", ChainRules::operationNotReused),
            // federation-moderation 4: what has a successor is no head any more
            rule("no ancestor as the head", ChainRules::noAncestorAsHead),
            // idempotency: a duplicate gets the stored answer
            rule("not a duplicate", ChainRules::notDuplicate),
            // invariant 17
            rule("prior hash present", ChainRules::priorPresent),
            // invariant 17
            rule("create begins a chain", ChainRules::createBeginsChain),
            // invariant 17
            rule("follows the head", ChainRules::followsHead),
            // invariant 16
            rule("action allowed in the state", ChainRules::actionAllowed),
            // retention: no restore after its end
            rule("restore within retention", ContentRules::restoreWithinRetention),
            // wire-formats 3: a wrapped key stays as it is
            rule("wrapped key copied", ContentRules::wrappedKeyCopied),
            // wire-formats 4: actions without a new original copy its fields
            rule("content fields copied", ContentRules::contentCopied),
            // invariant 18
            rule("epoch not regressed", EpochRules::notRegressed),
            // invariant 18
            rule("epoch attested", EpochRules::attested),
            // invariant 25, 14: the blobs are the ones the manifest names, and all of them
            rule("blobs as named", BlobRules::assetBlobs));

    private AssetManifestRules() {}
}
