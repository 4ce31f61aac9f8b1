package dev.capsule.validation.lifecycle;

import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.ledger.Ledger;
import dev.capsule.validation.ledger.Outcome;
import dev.capsule.validation.ledger.SignatureVerifier;
import dev.capsule.validation.request.Declared;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Commits one manifest over HTTP, through the same gate and the same code as uploads. */
@ApplicationScoped
public class Lifecycle {
    private final Db db;
    private final Ledger ledger;
    private final SignatureVerifier verifier;

    Lifecycle(Db db, Ledger ledger, SignatureVerifier verifier) {
        this.db = db;
        this.ledger = ledger;
        this.verifier = verifier;
    }

    Outcome write(Caller caller, Declared declared, Manifest manifest) {
        var claims = List.of(new Claim(
                caller.tenant(),
                caller.user(),
                manifest,
                declared.intent(),
                declared.operation(),
                new Carriage.Bare(declared.sidecarSchema())));
        var ahead = verifier.verifyAhead(claims);
        return db.inTenant(caller.tenant(), tx -> ledger.commit(tx, claims, ahead))
                .getFirst();
    }
}
