package dev.capsule.client.sync;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.library.Library;
import dev.capsule.client.verify.AssetVerifier;
import dev.capsule.client.verify.ChainPosition;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.client.verify.Verdict;
import dev.capsule.client.verify.VerifyContext;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.RefusalException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides about one entry of the feed against the local history; changes nothing. */
final class EntryJudge {
    private final SyncApi api;
    private final Library library;
    private final Trust trust;
    private final Clock clock;

    EntryJudge(SyncApi api, Library library, Trust trust, Clock clock) {
        this.api = api;
        this.library = library;
        this.trust = trust;
        this.clock = clock;
    }

    /** @param highestEpoch of the records of this album applied before this entry */
    Decision judge(SyncEntry entry, long highestEpoch) {
        if (entry.protocolVersion().compareTo(ProtocolVersion.WINDOW.getLast().date()) > 0) {
            return new Decision.Stop(entry);
        }
        AssetManifest head;
        try {
            head = AssetManifest.decode(entry.manifest().toArray());
        } catch (RefusalException e) {
            return new Decision.Refuse(
                    entry, ClientReason.MALFORMED, e.refusal().detail());
        }
        if (!head.assetId().equals(entry.asset()) || !head.albumId().equals(entry.album())) {
            return refuse(entry, ClientReason.WRONG_ALBUM);
        }
        var local = library.chain(entry.asset());
        try {
            return switch (ChainPosition.of(local, offered(head, local))) {
                case ChainPosition.Same same -> unchanged(entry, local);
                case ChainPosition.Stale stale -> refuse(entry, ClientReason.STALE_REVIVAL);
                case ChainPosition.Divergent divergent -> refuse(entry, ClientReason.FORGED_CHAIN);
                case ChainPosition.Extends(var next) -> extend(entry, local, next, highestEpoch);
            };
        } catch (RefusalException e) {
            return new Decision.Refuse(
                    entry, ClientReason.MALFORMED, e.refusal().detail());
        }
    }

    /** The whole history behind a head; the server is only asked for what this library does not hold. */
    private List<AssetManifest> offered(AssetManifest head, LocalChain local) {
        if (head.priorHash().isEmpty() || local.contains(head.hash())) {
            return List.of(head);
        }
        if (head.priorHash().equals(local.head().map(AssetManifest::hash))) {
            return local.append(head).records();
        }
        var chain = new ArrayList<AssetManifest>();
        for (var record : api.provenance(head.assetId())) {
            if (Manifest.decode(record.manifest().toArray()) instanceof AssetManifest manifest) {
                chain.add(manifest);
            }
        }
        // The server may have gone on meanwhile; what follows the head of this entry comes with a later one.
        int end = chain.indexOf(head);
        return end < 0 ? List.of() : List.copyOf(chain.subList(0, end + 1));
    }

    private Decision unchanged(SyncEntry entry, LocalChain local) {
        if (!entry.isPurge() || local.purged()) {
            return new Decision.Nothing(entry);
        }
        var head = local.head().orElseThrow();
        boolean due = head.retentionUntil()
                .map(until -> !until.isAfter(new Timestamp(clock.instant())))
                .orElse(false);
        return due
                ? new Decision.Purge(entry)
                : new Decision.Refuse(
                        entry, ClientReason.STRUCTURAL, "The server purged the asset before its retention ended");
    }

    private Decision extend(SyncEntry entry, LocalChain local, List<AssetManifest> next, long highestEpoch) {
        var context = trust.context(entry.album(), local, highestEpoch);
        var outcome = walk(next, context);
        if (outcome instanceof Verdict.Reject(var reason, var detail) && mayBeNews(reason)) {
            trust.expire(entry.album(), next.getLast().user());
            context = trust.context(entry.album(), local, highestEpoch);
            outcome = walk(next, context);
        }
        return switch (outcome) {
            case Verdict.Accept accept -> sidecar(entry, chain(local, next));
            case Verdict.Pending(var reason, var detail) -> new Decision.Hold(entry, reason, detail);
            case Verdict.Reject(var reason, var detail) -> new Decision.Refuse(entry, reason, detail);
        };
    }

    /** Whether a newer ledger or directory could change the verdict. */
    private static boolean mayBeNews(ClientReason reason) {
        return reason == ClientReason.WRONG_EPOCH || reason == ClientReason.UNKNOWN_DEVICE;
    }

    /** Every step in order; only the last one arrives as new in the feed. */
    private static Verdict walk(List<AssetManifest> next, VerifyContext context) {
        var chain = context.chain();
        Optional<Verdict> pending = Optional.empty();
        for (int i = 0; i < next.size(); i++) {
            long floor = i == next.size() - 1 ? context.arrivalFloor() : 1;
            var verdict = AssetVerifier.verify(
                    next.get(i).encoded().toArray(),
                    Optional.empty(),
                    context.chain(chain).arrivalFloor(floor));
            switch (verdict) {
                case Verdict.Reject reject -> {
                    return reject;
                }
                case Verdict.Pending held -> pending = Optional.of(held);
                case Verdict.Accept accept -> pending = Optional.empty();
            }
            chain = chain.append(next.get(i));
        }
        // Missing keys of older steps don't matter: what counts is what the head needs.
        return pending.orElse(new Verdict.Accept(next.getLast()));
    }

    private static LocalChain chain(LocalChain local, List<AssetManifest> next) {
        var chain = local;
        for (var manifest : next) {
            chain = chain.append(manifest);
        }
        return chain;
    }

    private Decision sidecar(SyncEntry entry, LocalChain chain) {
        var head = chain.head().orElseThrow();
        if (entry.metadataBlob().isEmpty()) {
            return entry.isPurge() && head.action() == Action.DELETE
                    ? new Decision.Nothing(entry)
                    : refuse(entry, ClientReason.METADATA_DIVERGENCE);
        }
        var metadata = chain.metadata().orElseThrow();
        try {
            var sidecar = SidecarOpener.open(
                    entry.metadataBlob().get(),
                    metadata,
                    trust.amk(entry.album(), metadata.amkVersion()),
                    trust::directory);
            return new Decision.Apply(entry, chain, sidecar);
        } catch (ClientException e) {
            if (isReason(e.code())) {
                return new Decision.Refuse(entry, ClientReason.valueOf(e.code()), e.sentence());
            }
            throw e;
        }
    }

    private static boolean isReason(String code) {
        return java.util.Arrays.stream(ClientReason.values())
                .anyMatch(r -> r.name().equals(code));
    }

    private static Decision refuse(SyncEntry entry, ClientReason reason) {
        return new Decision.Refuse(entry, reason, reason.sentence());
    }
}
