package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Gate;
import dev.capsule.validation.gate.Receipt;
import dev.capsule.validation.gate.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The one way into the ledger. A batch is judged and committed in one transaction, its albums locked, so that what the
 * gate saw is what is written: manifests, chain heads, asset state, feed positions and the events that announce them.
 */
@ApplicationScoped
public class Ledger {
    private final Outbox outbox;
    private final Clock clock;

    Ledger(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** What the gate would say now. Writes nothing and locks nothing. */
    public Verdict check(Tx tx, Claim claim, VerifiedAhead ahead) {
        var workspace = WorkspaceReader.read(tx, List.of(claim), ahead.keys(), false);
        return Gate.judge(claim, workspace.situationOf(claim), ahead, new Timestamp(clock.instant()).instant());
    }

    /**
     * Judges the claims in order, each seeing what those before it changed, and commits the accepted ones with this
     * transaction. One bad claim is refused alone.
     *
     * @return one outcome for each claim, in order
     */
    public List<Outcome> commit(Tx tx, List<Claim> claims, VerifiedAhead ahead) {
        if (claims.isEmpty()) {
            return List.of();
        }
        var now = new Timestamp(clock.instant());
        var workspace = WorkspaceReader.read(tx, claims, ahead.keys(), true);
        var acceptance = new Acceptance(workspace, now);
        var changes = new ArrayList<Change>();
        var events = new ArrayList<Event>();
        var outcomes = new ArrayList<Outcome>(claims.size());
        for (var claim : claims) {
            switch (Gate.judge(claim, workspace.situationOf(claim), ahead, now.instant())) {
                case Verdict.Accepted accepted -> {
                    var change = acceptance.accept(claim);
                    changes.add(change);
                    events.add(change.event());
                    outcomes.add(new Outcome.Committed(change.receipt()));
                }
                case Verdict.Duplicate(var receipt) -> {
                    if (claim.carriage() instanceof Carriage.Landed) {
                        events.add(repeated(claim, receipt));
                    }
                    outcomes.add(new Outcome.Duplicate(receipt));
                }
                case Verdict.Rejected(var refusal) -> {
                    if (claim.carriage() instanceof Carriage.Landed) {
                        events.add(Rejections.of(claim, refusal, now));
                    }
                    outcomes.add(new Outcome.Rejected(refusal));
                }
            }
        }
        LedgerWriter.write(tx, workspace, changes);
        outbox.appendAll(tx, events);
        return outcomes;
    }

    /** Tells the uploads that brought it again that they are complete; no reference is added for them. */
    private static ManifestCommitted repeated(Claim claim, Receipt receipt) {
        return Change.committed(claim, receipt, Kinds.of(claim.manifest().action()), List.of(), List.of());
    }
}
