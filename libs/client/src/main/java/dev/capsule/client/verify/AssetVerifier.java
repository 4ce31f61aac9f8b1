package dev.capsule.client.verify;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.reason.RefusalException;
import java.util.List;
import java.util.Optional;

/**
 * The one entry point for every path that can bring an asset in: sync, federation, restore, adoption, rebuild
 * (client-invariants 1). Pure: reads nothing but its arguments. The rules stand in the order of the contract; the first
 * that fails decides.
 */
public final class AssetVerifier {
    private static final List<Rule<? super AssetManifest>> BEFORE_BYTES = List.of(
            AssetVerifier::hashLengths,
            AuthorityRules::version,
            AuthorityRules::action,
            AssetVerifier::keyModeKnown,
            AuthorityRules::authority,
            AuthorityRules::album,
            AuthorityRules::suite,
            AuthorityRules::pin,
            AssetRules::fields,
            AssetRules::copies);
    private static final List<Rule<? super AssetManifest>> AFTER_BYTES = List.of(
            SignerRules::deviceKnown,
            SignerRules::deviceCertified,
            SignerRules::deviceThere,
            SignerRules::deviceNotRevoked,
            SignerRules::deviceSignature,
            SignerRules::epochAttested,
            SignerRules::epochNotRetired,
            SignerRules::writeSignature,
            SignerRules::writer,
            AssetRules::notReplayed,
            AssetRules::follows);

    private AssetVerifier() {}

    /**
     * Judges the next record of an asset's chain.
     *
     * @param encoded the manifest as it came
     * @param ciphertextHash of the bytes that came with it, if any did
     */
    public static Verdict verify(byte[] encoded, Optional<Sha256> ciphertextHash, VerifyContext context) {
        AssetManifest manifest;
        try {
            manifest = AssetManifest.decode(encoded);
        } catch (RefusalException e) {
            return new Verdict.Reject(Decoding.undecodable(encoded), e.refusal().detail());
        }
        try {
            return verify(manifest, ciphertextHash, context)
                    .map(Verdict::reject)
                    .orElseGet(() -> held(manifest, context));
        } catch (RefusalException e) {
            return new Verdict.Reject(Decoding.reason(e), e.refusal().detail());
        }
    }

    private static Optional<ClientReason> verify(
            AssetManifest manifest, Optional<Sha256> ciphertextHash, VerifyContext context) {
        return Rule.firstOf(BEFORE_BYTES, manifest, context)
                .or(() -> ciphertext(manifest, ciphertextHash))
                .or(() -> Rule.firstOf(AFTER_BYTES, manifest, context));
    }

    /** 0: reading a hash refuses a wrong length. */
    private static Optional<ClientReason> hashLengths(AssetManifest manifest, VerifyContext context) {
        manifest.ciphertextHash();
        manifest.metadataBlobHash();
        manifest.priorHash();
        return Optional.empty();
    }

    /** 0a: reading the key mode refuses an unknown word. */
    private static Optional<ClientReason> keyModeKnown(AssetManifest manifest, VerifyContext context) {
        manifest.keyMode();
        return Optional.empty();
    }

    /** 5: skipped while only metadata is here; checked again when the bytes arrive. */
    private static Optional<ClientReason> ciphertext(AssetManifest manifest, Optional<Sha256> actual) {
        return Rule.unless(
                actual.isEmpty() || actual.get().equals(manifest.ciphertextHash()),
                ClientReason.CIPHERTEXT_HASH_MISMATCH);
    }

    /** 12: the album keys that the content and the metadata in force after this record need. */
    private static Verdict held(AssetManifest manifest, VerifyContext context) {
        var after = context.chain().append(manifest);
        for (var needed : List.of(after.content(), after.metadata())) {
            long epoch = needed.orElseThrow().amkVersion();
            if (!context.heldEpochs().contains(epoch)) {
                return new Verdict.Pending(
                        ClientReason.AMK_NOT_YET_LOCAL, "The album key of epoch " + epoch + " has not arrived yet");
            }
        }
        return new Verdict.Accept(manifest);
    }
}
