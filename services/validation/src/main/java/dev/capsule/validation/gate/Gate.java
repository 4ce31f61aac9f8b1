package dev.capsule.validation.gate;

import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.DerivativeManifest;
import java.time.Instant;

/**
 * The only way into the ledger: every path (finished upload, lifecycle write, admission) asks this one question. Pure:
 * the caller brings the state and, where the verdict is to be acted on, holds the lock that keeps it true.
 */
public final class Gate {
    private Gate() {}

    public static Verdict judge(Claim claim, Situation situation, SignatureChecks signatures, Instant now) {
        return switch (claim.manifest()) {
            case AssetManifest asset ->
                AssetManifestRules.RULES.judge(new Case<>(claim, asset, situation, signatures, now));
            case DerivativeManifest derivative ->
                DerivativeManifestRules.RULES.judge(new Case<>(claim, derivative, situation, signatures, now));
        };
    }
}
