package dev.capsule.validation.bundle;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.outbox.Outbox;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.ledger.Ledger;
import dev.capsule.validation.ledger.SignatureVerifier;
import dev.capsule.validation.ledger.VerifiedAhead;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings batches of stored bundles through the gate: signatures first and in parallel, then one transaction. */
@ApplicationScoped
class Bundles implements BatchHandler<Bundles.Prepared> {
    private final Ledger ledger;
    private final SignatureVerifier verifier;
    private final Outbox outbox;
    private final Clock clock;

    Bundles(Ledger ledger, SignatureVerifier verifier, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.verifier = verifier;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A bundle as a claim, or why it can't be one. */
    private sealed interface Read {
        record Sound(Claim claim) implements Read {}

        record Unsound(Refusal refusal) implements Read {}
    }

    record Prepared(Map<EventId, Read> read, VerifiedAhead ahead) {}

    @Override
    public Prepared prepare(List<Event> events) {
        var read = new HashMap<EventId, Read>();
        var claims = new ArrayList<Claim>();
        for (var event : events) {
            var result = read(stored(event));
            read.put(event.id(), result);
            if (result instanceof Read.Sound(var claim)) {
                claims.add(claim);
            }
        }
        return new Prepared(read, verifier.verifyAhead(claims));
    }

    @Override
    public void apply(Tx tx, List<Event> fresh, Prepared prepared) {
        var claims = new ArrayList<Claim>();
        var refused = new ArrayList<Event>();
        for (var event : fresh) {
            switch (prepared.read().get(event.id())) {
                case Read.Sound(var claim) -> claims.add(claim);
                case Read.Unsound(var refusal) -> refused.add(rejection(stored(event), refusal));
                case null -> throw new IllegalStateException("an event that was not prepared");
            }
        }
        ledger.commit(tx, claims, prepared.ahead());
        outbox.appendAll(tx, refused);
    }

    /** The topic carries one type; anything else is put aside as a message nobody understands. */
    private static BlobsStored stored(Event event) {
        if (event instanceof BlobsStored stored) {
            return stored;
        }
        throw new IllegalArgumentException("not a bundle: " + event.type());
    }

    private static Read read(BlobsStored event) {
        try {
            var manifest = Manifest.decode(event.manifest().toArray());
            if (!manifest.albumId().equals(event.album()) || !manifest.assetId().equals(event.asset())) {
                throw new RefusalException(ReasonCode.MANIFEST_MALFORMED, "the manifest is of another asset");
            }
            return new Read.Sound(new Claim(
                    event.tenant(),
                    event.uploader(),
                    manifest,
                    event.intent(),
                    event.operation(),
                    new Carriage.Landed(event.blobs(), event.metadataBlob())));
        } catch (RefusalException e) {
            return new Read.Unsound(e.refusal());
        }
    }

    private ManifestRejected rejection(BlobsStored event, Refusal refusal) {
        return new ManifestRejected(
                EventHead.now(event.tenant(), clock),
                event.album(),
                event.asset(),
                event.uploader(),
                event.manifest().sha256(),
                refusal.code(),
                refusal.detail(),
                event.blobs().stream()
                        .map(BlobRef::upload)
                        .flatMap(java.util.Optional::stream)
                        .toList());
    }
}
