package dev.capsule.client.verify;

import static dev.capsule.client.verify.Rule.unless;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import java.util.Optional;

/** Checks 0a to 3: is this a version, an album and a suite to be considered at all. */
final class AuthorityRules {
    private AuthorityRules() {}

    /** 0a: inside the known window. */
    static Optional<ClientReason> version(Manifest manifest, VerifyContext context) {
        return unless(
                context.inventory().versions().contains(manifest.protocolVersion()), ClientReason.VERSION_UNKNOWN);
    }

    /** 0a: the action is in its closed list; reading it refuses an unknown word. */
    static Optional<ClientReason> action(Manifest manifest, VerifyContext context) {
        Action action = manifest.action();
        return unless(action.isDerivative() == isDerivative(manifest), ClientReason.STRUCTURAL);
    }

    private static boolean isDerivative(Manifest manifest) {
        return manifest instanceof dev.capsule.protocol.manifest.DerivativeManifest;
    }

    /** 1: every admin signature, seq, hash link and epoch step. */
    static Optional<ClientReason> authority(Manifest manifest, VerifyContext context) {
        return unless(context.authority() instanceof AlbumAuthority.Trusted, ClientReason.UNTRUSTED_AUTHORITY);
    }

    /** 2: of this album. */
    static Optional<ClientReason> album(Manifest manifest, VerifyContext context) {
        return unless(
                manifest.albumId().equals(context.album())
                        && context.ledger().albumId().equals(context.album()),
                ClientReason.WRONG_ALBUM);
    }

    /** 3: known, and not below what the chain has seen. */
    static Optional<ClientReason> suite(Manifest manifest, VerifyContext context) {
        return unless(
                context.inventory().suites().contains(manifest.suite())
                        && manifest.suite() >= context.chain().highestSuite(),
                ClientReason.SUITE_DOWNGRADE);
    }

    /** 3: the version the album is pinned to. */
    static Optional<ClientReason> pin(Manifest manifest, VerifyContext context) {
        return unless(
                manifest.protocolVersion().equals(context.ledger().descriptor().protocolVersion()),
                ClientReason.PIN_MISMATCH);
    }
}
