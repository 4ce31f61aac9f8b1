package dev.capsule.validation.peer;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.internal.PeerRecordsReply.Answer;
import dev.capsule.protocol.internal.PeerRecordsRequest;
import dev.capsule.protocol.internal.PeerRecordsRequest.PeerRecord;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.ledger.Ledger;
import dev.capsule.validation.ledger.Outcome;
import dev.capsule.validation.ledger.SignatureVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings pulled records through the gate in one transaction; a bad one stops only what follows it in its chain. */
@ApplicationScoped
class PeerRecords {
    private final Db db;
    private final Ledger ledger;
    private final SignatureVerifier verifier;

    PeerRecords(Db db, Ledger ledger, SignatureVerifier verifier) {
        this.db = db;
        this.ledger = ledger;
        this.verifier = verifier;
    }

    /** A record as a claim, or why it can't be one. */
    private sealed interface Read {
        record Sound(Claim claim) implements Read {}

        record Unsound(Refusal refusal) implements Read {}
    }

    /** @return one answer for each record, in order */
    List<Answer> commit(PeerRecordsRequest request) {
        var read = request.records().stream().map(one -> read(request, one)).toList();
        var claims = new ArrayList<Claim>();
        for (var one : read) {
            if (one instanceof Read.Sound(var claim)) {
                claims.add(claim);
            }
        }
        var ahead = verifier.verifyAhead(claims);
        var outcomes = db.inTenant(request.tenant(), tx -> ledger.commit(tx, claims, ahead));
        return answers(read, outcomes);
    }

    private static Read read(PeerRecordsRequest request, PeerRecord one) {
        try {
            var manifest = Manifest.decode(one.manifest().toArray());
            return new Read.Sound(new Claim(
                    request.tenant(),
                    manifest.user(),
                    manifest,
                    Optional.empty(),
                    Optional.empty(),
                    new Carriage.Pulled(request.peer(), one.current(), one.blobs(), one.metadataBlob())));
        } catch (RefusalException e) {
            return new Read.Unsound(e.refusal());
        }
    }

    private static List<Answer> answers(List<Read> read, List<Outcome> outcomes) {
        var answers = new ArrayList<Answer>(read.size());
        var failed = new HashMap<Sha256, Integer>();
        var next = outcomes.iterator();
        for (var one : read) {
            answers.add(
                    switch (one) {
                        case Read.Unsound(var refusal) -> refused(refusal);
                        case Read.Sound(var claim) -> answer(claim, next.next(), failed, answers.size());
                    });
        }
        return answers;
    }

    private static Answer answer(Claim claim, Outcome outcome, Map<Sha256, Integer> failed, int index) {
        return switch (outcome) {
            case Outcome.Committed(var receipt) ->
                new Answer.Accepted(receipt.manifestHash(), receipt.syncSeq(), receipt.receivedAt());
            case Outcome.Duplicate(var receipt) ->
                new Answer.Duplicate(receipt.manifestHash(), receipt.syncSeq(), receipt.receivedAt());
            case Outcome.Rejected(var refusal) -> {
                failed.put(claim.manifest().hash(), index);
                yield refusal.code() == ReasonCode.STALE_REVIVAL
                        ? claim.manifest()
                                .priorHash()
                                .flatMap(prior -> Optional.ofNullable(failed.get(prior)))
                                .<Answer>map(Answer.Held::new)
                                .orElseGet(() -> refused(refusal))
                        : refused(refusal);
            }
        };
    }

    private static Answer refused(Refusal refusal) {
        return new Answer.Refused(refusal.code(), refusal.detail());
    }
}
