package dev.capsule.validation.admission;

import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.ledger.Ledger;
import dev.capsule.validation.ledger.SignatureVerifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Answers ingest whether the gate would take a manifest now, before a byte is uploaded. Writes nothing. */
@ApplicationScoped
public class AdmissionRoute implements InternalRoute {
    private final Db db;
    private final Ledger ledger;
    private final SignatureVerifier verifier;

    AdmissionRoute(Db db, Ledger ledger, SignatureVerifier verifier) {
        this.db = db;
        this.ledger = ledger;
        this.verifier = verifier;
    }

    @Override
    public String path() {
        return AdmissionRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = AdmissionRequest.decode(body);
        var claim = new Claim(
                request.tenant(),
                request.caller(),
                Manifest.decode(request.manifest().toArray()),
                request.intent(),
                request.operation(),
                new Carriage.Announced());
        var ahead = verifier.verifyAhead(List.of(claim));
        return InternalReply.ok(reply(db.inTenant(request.tenant(), tx -> ledger.check(tx, claim, ahead)))
                .encode());
    }

    private static AdmissionReply reply(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> new AdmissionReply(Optional.empty());
            case Verdict.Duplicate(var receipt) ->
                new AdmissionReply(Optional.of(
                        new AdmissionReply.Committed(receipt.manifestHash(), receipt.syncSeq(), receipt.receivedAt())));
            case Verdict.Rejected(var refusal) -> throw refusal.asException();
        };
    }
}
