package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import java.util.Optional;

/** Rules about the place of a manifest in its chain (invariants 16 and 17) and about repetition. */
final class ChainRules {
    private ChainRules() {}

    /** The accessor refuses a word outside the closed list. */
    static Optional<Verdict> actionKnown(Case<? extends Manifest> c) {
        var unused = c.manifest().action();
        return Optional.empty();
    }

    static Optional<Verdict> operationNotReused(Case<? extends Manifest> c) {
        return require(
                c.situation()
                        .operationFor()
                        .map(hash -> hash.equals(c.manifest().hash()))
                        .orElse(true),
                ReasonCode.OPERATION_CONFLICT);
    }

    /** A peer that offers an ancestor of the stored head as the present would roll the asset back. */
    static Optional<Verdict> noAncestorAsHead(Case<? extends Manifest> c) {
        boolean offered = c.claim().carriage() instanceof Carriage.Pulled pulled && pulled.current();
        boolean superseded = c.situation()
                .successor()
                .filter(stored -> stored.manifestHash().equals(c.manifest().hash()))
                .filter(stored -> !c.situation().chainHead().equals(Optional.of(stored.manifestHash())))
                .isPresent();
        return offered && superseded ? stale(c.situation().chainHead()) : Optional.empty();
    }

    /** The idempotency key is (asset, prior hash, manifest hash), whatever came after it. */
    static Optional<Verdict> notDuplicate(Case<? extends Manifest> c) {
        return c.situation()
                .successor()
                .filter(stored -> stored.manifestHash().equals(c.manifest().hash()))
                .map(Verdict.Duplicate::new);
    }

    static Optional<Verdict> priorPresent(Case<? extends Manifest> c) {
        return require(
                beginsChain(c.manifest().action()) || c.manifest().priorHash().isPresent(),
                ReasonCode.PRIOR_HASH_REQUIRED);
    }

    /** Tombstones count: an asset id is used once. */
    static Optional<Verdict> createBeginsChain(Case<? extends Manifest> c) {
        return require(
                c.manifest().action() != Action.CREATE || c.situation().asset().isEmpty(), ReasonCode.ASSET_EXISTS);
    }

    /**
     * The prior hash is the head of the chain, and no prior hash means that there is none yet. An asset of another album
     * counts as absent, and its head is not told.
     */
    static Optional<Verdict> followsHead(Case<? extends Manifest> c) {
        var asset = c.situation().asset();
        if (asset.isEmpty()) {
            return require(c.manifest().action() == Action.CREATE, ReasonCode.STALE_REVIVAL, "the asset has no chain");
        }
        if (!asset.get().album().equals(c.manifest().albumId())) {
            return Verdict.reject(ReasonCode.STALE_REVIVAL, "the asset has no chain in this album");
        }
        return c.manifest().priorHash().equals(c.situation().chainHead())
                ? Optional.empty()
                : stale(c.situation().chainHead());
    }

    private static Optional<Verdict> stale(Optional<Sha256> head) {
        var refusal = head.map(h -> Refusal.of(ReasonCode.STALE_REVIVAL, "the head of the chain is " + h)
                        .with("head", h.hex()))
                .orElseGet(() -> Refusal.of(ReasonCode.STALE_REVIVAL, "the chain has no record yet"));
        return Optional.of(new Verdict.Rejected(refusal));
    }

    /** After the chain rules: whoever is behind learns the head first (scenario 4). */
    static Optional<Verdict> actionAllowed(Case<? extends Manifest> c) {
        var action = c.manifest().action();
        boolean allowed =
                c.situation().asset().map(asset -> asset.state().allows(action)).orElse(action == Action.CREATE);
        return require(allowed, ReasonCode.ACTION_NOT_ALLOWED);
    }

    private static boolean beginsChain(Action action) {
        return action == Action.CREATE || action == Action.DERIVATIVE_ADD;
    }
}
