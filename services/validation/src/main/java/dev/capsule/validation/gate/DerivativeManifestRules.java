package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Rule.rule;

import dev.capsule.protocol.manifest.DerivativeManifest;

/** What a derivative manifest must satisfy, in the order of server-invariants 1; one chain per asset and role. */
final class DerivativeManifestRules {
    static final Rules<Case<DerivativeManifest>> RULES = Rules.inOrder(
            // invariant 2
            rule("suite known", FormRules::suiteKnown),
            // invariant 3
            rule("hashes of the suite's length", FormRules::hashLengths),
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
            // invariant 8: reading it refuses what is malformed
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
            // invariant 17: also refuses the derivative of an asset that does not exist
            rule("follows the head", ChainRules::followsHead),
            // invariant 16
            rule("action allowed in the state", ChainRules::actionAllowed),
            // bound: what one asset can bring into one feed entry
            rule("live set bounded", BlobRules::liveSetBounded),
            // wire-formats 5: the format 'original' repeats the fields of the original
            rule("original repeated", BlobRules::originalRepeated),
            // invariant 18
            rule("epoch not regressed", EpochRules::notRegressed),
            // invariant 18
            rule("epoch attested", EpochRules::attested),
            // invariant 14: the blob is the one the manifest names
            rule("blobs as named", BlobRules::derivativeBlobs));

    private DerivativeManifestRules() {}
}
