package dev.capsule.validation.directory;

import static dev.capsule.validation.gate.Rule.rule;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.gate.Rules;
import dev.capsule.validation.gate.Verdict;
import java.util.Optional;

/** What a device directory must satisfy to be published, in order. Structure was checked by its decoder. */
final class DirectoryRules {
    static final Rules<DirectoryCase> RULES = Rules.inOrder(
            // invariant 2
            rule("suite known", DirectoryRules::suiteKnown),
            // http-api: users publish their own directory only
            rule("own directory", DirectoryRules::own),
            // invariant 23: an identical republish is stale too
            rule("version above the stored one", DirectoryRules::versionAbove),
            // invariant 23
            rule("signed by its identity key", DirectoryRules::signed),
            // invariant 23: the identity key of the first version is pinned, entries only ever added or revoked
            rule("keeps what the stored one states", DirectoryRules::keepsStored));

    private DirectoryRules() {}

    private static Optional<Verdict> suiteKnown(DirectoryCase c) {
        return require(CryptoSuite.isKnown(c.directory().suite()), ReasonCode.UNKNOWN_CRYPTO_SUITE);
    }

    private static Optional<Verdict> own(DirectoryCase c) {
        return require(
                c.directory().user().equals(c.caller()) && c.path().equals(c.caller()), ReasonCode.CREATOR_MISMATCH);
    }

    private static Optional<Verdict> versionAbove(DirectoryCase c) {
        return require(
                c.stored()
                        .map(stored -> c.directory().version() > stored.version())
                        .orElse(true),
                ReasonCode.DIRECTORY_VERSION_STALE);
    }

    private static Optional<Verdict> signed(DirectoryCase c) {
        return require(c.signed(), ReasonCode.DIRECTORY_SIGNATURE_INVALID);
    }

    private static Optional<Verdict> keepsStored(DirectoryCase c) {
        return require(
                c.stored().map(stored -> stored.allows(c.directory())).orElse(true), ReasonCode.DIRECTORY_MUTATION);
    }
}
