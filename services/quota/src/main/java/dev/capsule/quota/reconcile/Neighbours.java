package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.LedgerTotalsRequest;
import dev.capsule.protocol.internal.StoredBlobsRequest;
import java.util.List;
import java.util.Optional;

/** What the services that keep blobs and signed records know about them. A page that is not full is the last. */
public interface Neighbours {
    /** Whether this installation says where they are. */
    boolean known();

    /** In the order of their hashes. */
    List<StoredBlobsRequest.Blob> blobs(TenantId tenant, Optional<Sha256> after, int limit);

    /** In the order of the albums' ids. */
    List<LedgerTotalsRequest.Total> records(TenantId tenant, Optional<AlbumId> after, int limit);
}
