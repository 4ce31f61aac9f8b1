package dev.capsule.client.verify;

import static dev.capsule.client.verify.Rule.unless;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.reason.RefusalException;
import java.util.List;
import java.util.Optional;

/**
 * The same judgement for derivatives: the checks of {@link AssetVerifier}, with the chain of the derivative's own asset
 * and role in place of the asset's.
 */
public final class DerivativeVerifier {
    private static final List<Rule<? super DerivativeManifest>> BEFORE_BYTES = List.of(
            DerivativeVerifier::hashLengths,
            AuthorityRules::version,
            AuthorityRules::action,
            AuthorityRules::authority,
            AuthorityRules::album,
            AuthorityRules::suite,
            AuthorityRules::pin,
            DerivativeVerifier::prior);
    private static final List<Rule<? super DerivativeManifest>> AFTER_BYTES = List.of(
            SignerRules::deviceKnown,
            SignerRules::deviceCertified,
            SignerRules::deviceThere,
            SignerRules::deviceNotRevoked,
            SignerRules::deviceSignature,
            SignerRules::epochAttested,
            SignerRules::epochNotRetired,
            SignerRules::writeSignature,
            SignerRules::writer);

    private DerivativeVerifier() {}

    /**
     * @param context its chain is that of the source asset
     * @param derivatives the verified records of the same asset and role, oldest first
     */
    public static Verdict verify(
            byte[] encoded,
            Optional<Sha256> ciphertextHash,
            VerifyContext context,
            List<DerivativeManifest> derivatives) {
        try {
            var manifest = DerivativeManifest.decode(encoded);
            return Rule.firstOf(BEFORE_BYTES, manifest, context)
                    .or(() -> unless(
                            ciphertextHash.isEmpty() || ciphertextHash.get().equals(manifest.ciphertextHash()),
                            ClientReason.CIPHERTEXT_HASH_MISMATCH))
                    .or(() -> Rule.firstOf(AFTER_BYTES, manifest, context))
                    .or(() -> follows(manifest, context, derivatives))
                    .map(Verdict::reject)
                    .orElseGet(() -> held(manifest, context));
        } catch (RefusalException e) {
            return new Verdict.Reject(Decoding.reason(e), e.refusal().detail());
        }
    }

    /** 0: reading a hash refuses a wrong length. */
    private static Optional<ClientReason> hashLengths(DerivativeManifest manifest, VerifyContext context) {
        manifest.ciphertextHash();
        manifest.priorHash();
        return Optional.empty();
    }

    /** 4: only the first of a chain has no predecessor. */
    private static Optional<ClientReason> prior(DerivativeManifest manifest, VerifyContext context) {
        return unless(
                manifest.priorHash().isEmpty() == (manifest.action() == Action.DERIVATIVE_ADD),
                ClientReason.STRUCTURAL);
    }

    /** 11: of an asset that is here, after the newest record of its own chain, at no earlier epoch. */
    private static Optional<ClientReason> follows(
            DerivativeManifest manifest, VerifyContext context, List<DerivativeManifest> derivatives) {
        var source = context.chain().head();
        if (source.isEmpty()
                || context.chain().purged()
                || !source.get().assetId().equals(manifest.assetId())) {
            return Optional.of(ClientReason.FORGED_CHAIN);
        }
        if (derivatives.isEmpty()) {
            return unless(manifest.action() == Action.DERIVATIVE_ADD, ClientReason.FORGED_CHAIN);
        }
        var head = derivatives.getLast();
        if (manifest.action() == Action.DERIVATIVE_ADD) {
            return Optional.of(ClientReason.REPLAYED);
        }
        if (manifest.amkVersion() < head.amkVersion()) {
            return Optional.of(ClientReason.EPOCH_REGRESSED);
        }
        return unless(
                manifest.priorHash().equals(Optional.of(head.hash())) && manifest.role() == head.role(),
                ClientReason.FORGED_CHAIN);
    }

    /** 12: the album key of its own epoch. */
    private static Verdict held(DerivativeManifest manifest, VerifyContext context) {
        return context.heldEpochs().contains(manifest.amkVersion())
                ? new Verdict.Accept(manifest)
                : new Verdict.Pending(
                        ClientReason.AMK_NOT_YET_LOCAL,
                        "The album key of epoch " + manifest.amkVersion() + " has not arrived yet");
    }
}
