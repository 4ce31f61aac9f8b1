package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Checkpoints and proofs, for members of the album. */
@ApplicationScoped
public class Transparency {
    private final Db db;
    private final CheckpointSigner signer;

    Transparency(Db db, CheckpointSigner signer) {
        this.db = db;
        this.signer = signer;
    }

    /**
     * That a manifest is in the log.
     *
     * @param leafIndex from 0
     * @param treeSize of the checkpoint that comes along
     */
    public record Inclusion(long leafIndex, long treeSize, List<Sha256> path, String checkpoint) {}

    /** That the log of {@code to} leaves begins with that of {@code from} leaves. */
    public record Consistency(long from, long to, List<Sha256> proof) {}

    /** Checkpoints of those albums the caller is a member of. */
    public List<Checkpoint> checkpoints(Tx tx, Caller caller, List<AlbumId> albums) {
        return sign(caller, LogStore.states(tx, caller.tenant(), caller.user(), albums));
    }

    /** Checkpoints of all albums the caller is a member of, at most {@code limit}. */
    public List<Checkpoint> checkpoints(Tx tx, Caller caller, int limit) {
        return sign(caller, LogStore.states(tx, caller.tenant(), caller.user(), limit));
    }

    private List<Checkpoint> sign(Caller caller, List<LogStore.State> states) {
        return states.stream()
                .map(state -> signer.sign(caller.tenant(), state.album(), state.frontier()))
                .toList();
    }

    Checkpoint checkpoint(Caller caller, AlbumId album) {
        return db.inTenant(caller.tenant(), tx -> signer.sign(caller.tenant(), album, visible(tx, caller, album)));
    }

    Inclusion inclusion(Caller caller, AlbumId album, Sha256 manifest) {
        return db.inTenant(caller.tenant(), tx -> {
            var log = visible(tx, caller, album);
            long leaf = LogStore.leafOf(tx, caller.tenant(), album, manifest)
                    .filter(index -> index < log.size())
                    .orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
            return new Inclusion(
                    leaf,
                    log.size(),
                    Merkle.inclusion(LogStore.tree(tx, caller.tenant(), album), leaf, log.size()),
                    signer.sign(caller.tenant(), album, log).checkpoint());
        });
    }

    Consistency consistency(Caller caller, AlbumId album, long from, long to) {
        return db.inTenant(caller.tenant(), tx -> {
            var log = visible(tx, caller, album);
            if (from > to || to > log.size()) {
                throw new RefusalException(ReasonCode.BODY_MALFORMED, "0 ≤ from ≤ to ≤ " + log.size());
            }
            return new Consistency(from, to, Merkle.consistency(LogStore.tree(tx, caller.tenant(), album), from, to));
        });
    }

    private static MerkleFrontier visible(Tx tx, Caller caller, AlbumId album) {
        return LogStore.states(tx, caller.tenant(), caller.user(), List.of(album)).stream()
                .map(LogStore.State::frontier)
                .findFirst()
                .orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
    }
}
