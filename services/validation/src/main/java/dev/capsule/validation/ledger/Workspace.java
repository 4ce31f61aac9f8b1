package dev.capsule.validation.ledger;

import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.transparency.MerkleFrontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state a batch of claims is judged by, read once; what an accepted claim changes is put back, so that the next one
 * of the batch sees it. Lives within one transaction, used by one thread.
 */
final class Workspace {
    /** A user of a tenant. */
    record UserKey(TenantId tenant, UserId user) {}

    /** A member of an album. */
    record MemberKey(AlbumKey album, UserId user) {}

    /** An operation id of a user. */
    record OperationKey(UserKey user, OperationId operation) {}

    final Map<AlbumKey, AlbumRow> albums = new HashMap<>();
    final Map<MemberKey, MemberRole> members = new HashMap<>();
    final Set<UserKey> suspended = new HashSet<>();
    final Map<AssetKey, AssetRow> assets = new HashMap<>();
    final Map<AssetKey, AssetManifest> contents = new HashMap<>();
    final Map<ChainKey, Sha256> derivativeHeads = new HashMap<>();
    final Map<DerivativeRow.Slot, DerivativeRow> derivatives = new HashMap<>();
    final Map<Step, dev.capsule.validation.gate.Receipt> successors = new HashMap<>();
    final Map<OperationKey, Sha256> operations = new HashMap<>();
    /** Authority of the albums pulled records are of. */
    final Map<AlbumKey, EpochLedger> authorities = new HashMap<>();
    /** Epochs of the records pulled ones follow, and of those this batch accepted. */
    final Map<Sha256, Long> epochs = new HashMap<>();
    /** Subtrees of logs this batch completed. */
    final List<AlbumTile> tiles = new ArrayList<>();

    /** A completed subtree of the log of an album. */
    record AlbumTile(AlbumKey album, MerkleFrontier.Tile tile) {}

    final Keys keys;

    Workspace(Keys keys) {
        this.keys = keys;
    }

    static AlbumKey albumOf(Claim claim) {
        return new AlbumKey(claim.tenant(), claim.manifest().albumId());
    }

    static UserKey callerOf(Claim claim) {
        return new UserKey(claim.tenant(), claim.caller());
    }

    static Optional<OperationKey> operationOf(Claim claim) {
        return claim.operation().map(operation -> new OperationKey(callerOf(claim), operation));
    }

    Situation situationOf(Claim claim) {
        var step = Step.of(claim);
        return new Situation(
                suspended.contains(callerOf(claim)),
                album(claim),
                keys.device(claim),
                keys.writeKey(claim),
                asset(claim),
                head(step.chain()),
                Optional.ofNullable(successors.get(step)),
                operationOf(claim).flatMap(key -> Optional.ofNullable(operations.get(key))),
                step.prior().map(prior -> epochs.getOrDefault(prior, 0L)).orElse(0L));
    }

    private Optional<Situation.Album> album(Claim claim) {
        var key = albumOf(claim);
        return Optional.ofNullable(albums.get(key))
                .map(row -> new Situation.Album(
                        row.pin(),
                        row.home(),
                        role(claim),
                        row.ceiling(),
                        row.minWriteEpoch(),
                        row.highestEpoch(),
                        row.frozen(),
                        row.upgrade()));
    }

    /** Now; of the author of a pulled record in the epoch it names, and where that is not attested yet in the last one. */
    private Optional<MemberRole> role(Claim claim) {
        var key = albumOf(claim);
        return claim.carriage() instanceof Carriage.Pulled
                ? Optional.ofNullable(authorities.get(key))
                        .flatMap(ledger -> ledger.atEpoch(claim.manifest().amkVersion())
                                .orElseGet(ledger::last)
                                .roleOf(claim.caller()))
                : Optional.ofNullable(members.get(new MemberKey(key, claim.caller())));
    }

    private Optional<Situation.Asset> asset(Claim claim) {
        var key = new AssetKey(claim.tenant(), claim.manifest().assetId());
        return Optional.ofNullable(assets.get(key))
                .map(row -> new Situation.Asset(
                        albumOf(row, claim),
                        row.state(),
                        row.retentionUntil(),
                        Optional.ofNullable(contents.get(key)),
                        liveBeside(claim, key)));
    }

    /** An asset of a frozen album goes on in the album that was forked from it. */
    private AlbumId albumOf(AssetRow row, Claim claim) {
        var claimed = albumOf(claim);
        return Optional.ofNullable(albums.get(claimed))
                .flatMap(AlbumRow::forkedFrom)
                .filter(row.album()::equals)
                .map(from -> claimed.album())
                .orElse(row.album());
    }

    /** How many derivatives stay live beside the one the claim would bring. */
    private int liveBeside(Claim claim, AssetKey asset) {
        return switch (claim.manifest()) {
            case AssetManifest a -> 0;
            case DerivativeManifest d -> {
                var own = DerivativeRow.Slot.of(asset, d);
                yield (int) derivatives.keySet().stream()
                        .filter(slot -> slot.asset().equals(asset) && !slot.equals(own))
                        .count();
            }
        };
    }

    private Optional<Sha256> head(ChainKey chain) {
        return chain.isOwn()
                ? Optional.ofNullable(assets.get(chain.asset())).map(AssetRow::head)
                : Optional.ofNullable(derivativeHeads.get(chain));
    }
}
