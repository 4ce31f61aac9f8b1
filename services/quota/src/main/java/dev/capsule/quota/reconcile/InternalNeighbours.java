package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.LedgerTotalsRequest;
import dev.capsule.protocol.internal.StoredBlobsRequest;
import dev.capsule.service.internal.InternalClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Asks ingest and validation on their internal ports. */
@ApplicationScoped
class InternalNeighbours implements Neighbours {
    private static final Logger LOG = Logger.getLogger(InternalNeighbours.class);

    private final InternalClient client;
    private final boolean known;

    InternalNeighbours(
            InternalClient client,
            @ConfigProperty(name = "capsule.ingest.internal-url") Optional<String> ingest,
            @ConfigProperty(name = "capsule.validation.internal-url") Optional<String> validation) {
        this.client = client;
        known = ingest.isPresent() && validation.isPresent();
        if (!known) {
            LOG.warn(
                    "capsule.ingest.internal-url or capsule.validation.internal-url is not set: figures are compared with"
                            + " quota's own facts alone");
        }
    }

    @Override
    public boolean known() {
        return known;
    }

    @Override
    public List<StoredBlobsRequest.Blob> blobs(TenantId tenant, Optional<Sha256> after, int limit) {
        var from = after.map(hash -> Bytes.of(hash.bytes())).orElse(Bytes.EMPTY);
        var request = new StoredBlobsRequest(tenant, from, limit);
        return StoredBlobsRequest.readReply(client.call("ingest", StoredBlobsRequest.PATH, request.encode()));
    }

    @Override
    public List<LedgerTotalsRequest.Total> records(TenantId tenant, Optional<AlbumId> after, int limit) {
        var request = new LedgerTotalsRequest(tenant, after, limit);
        return LedgerTotalsRequest.readReply(client.call("validation", LedgerTotalsRequest.PATH, request.encode()));
    }
}
