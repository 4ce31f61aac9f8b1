package dev.capsule.ingest.blob;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Who may have a blob: a caller in whose albums, in this tenant, a live asset refers to it. Commits reach this service a
 * moment after the client knows of them, so validation is asked before anyone is turned away.
 */
@ApplicationScoped
public class BlobAccess {
    private final Db db;
    private final BlobRows blobs;
    private final InternalClient client;

    BlobAccess(Db db, BlobRows blobs, InternalClient client) {
        this.db = db;
        this.blobs = blobs;
        this.client = client;
    }

    private record Found(Optional<BlobRows.Blob> blob, BlobRows.Sight sight) {}

    /**
     * @throws RefusalException NOT_FOUND, the same whether the blob does not exist or is not for this caller; TAKEDOWN
     * @throws dev.capsule.service.problem.DependencyUnavailableException if that can't be told right now
     */
    BlobRows.Blob require(Caller caller, Sha256 hash) {
        var found = db.inTenant(
                caller.tenant(),
                tx -> new Found(
                        blobs.find(tx, caller.tenant(), hash), blobs.sight(tx, caller.tenant(), hash, caller.user())));
        var blob = found.blob()
                .filter(stored -> !stored.quarantined())
                .orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
        switch (found.sight()) {
            case SERVED -> {}
            case TAKEN_DOWN -> throw new RefusalException(ReasonCode.TAKEDOWN);
            case NONE -> {
                askValidation(caller, hash);
                // through which asset it is the caller's is not known here yet: any of them may be the one
                if (blob.takenDown()) {
                    throw new RefusalException(ReasonCode.TAKEDOWN);
                }
            }
        }
        return blob;
    }

    private void askValidation(Caller caller, Sha256 hash) {
        client.call(
                "validation",
                BlobAccessRequest.PATH,
                new BlobAccessRequest(caller.tenant(), caller.user(), hash).encode());
    }
}
