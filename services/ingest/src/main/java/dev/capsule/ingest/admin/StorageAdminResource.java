package dev.capsule.ingest.admin;

import dev.capsule.ingest.gc.BlobCollector;
import dev.capsule.ingest.gc.OrphanSweep;
import dev.capsule.ingest.gc.Scrub;
import dev.capsule.ingest.rebuild.Rebuild;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.util.List;

/**
 * {@code /admin/storage}: the collector, the scrub and the rebuild, for the operator of the installation. One store serves
 * all tenants, so these act on all of them, whichever host is called.
 */
@Path("/admin/storage")
@Blocking
@RolesAllowed(Roles.OPERATOR)
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
public class StorageAdminResource {
    /** Rows an answer lists of each kind. */
    private static final int LISTED = 1000;

    private final BlobCollector collector;
    private final OrphanSweep orphans;
    private final Scrub scrub;
    private final Rebuild rebuild;

    StorageAdminResource(BlobCollector collector, OrphanSweep orphans, Scrub scrub, Rebuild rebuild) {
        this.collector = collector;
        this.orphans = orphans;
        this.scrub = scrub;
        this.rebuild = rebuild;
    }

    /** @param commit false: only tell what would be done */
    public record GcRequest(boolean commit) {}

    /**
     * Lists hold the first {@value #LISTED} only.
     *
     * @param marked blobs found without references; they wait for the grace time
     * @param collected blobs that are gone, or would be
     * @param removed bytes a crash left without a row that are gone, or would be
     * @param staleUploads staged bytes without a session that are gone, or would be
     * @param unknown blobs in the store no row knows of: never deleted
     */
    public record GcReport(
            boolean dryRun,
            List<Sha256> marked,
            List<Sha256> collected,
            List<Sha256> removed,
            List<UploadId> staleUploads,
            List<Sha256> unknown) {}

    @POST
    @Path("gc")
    public GcReport gc(GcRequest request) {
        boolean dryRun = !request.commit();
        var swept = collector.run(dryRun);
        try {
            return new GcReport(
                    dryRun,
                    first(swept.marked()),
                    first(swept.collected()),
                    first(swept.removed()),
                    first(orphans.stagedDebris(dryRun)),
                    first(orphans.unknownBlobs()));
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    /**
     * A blob whose bytes are missing or damaged.
     *
     * @param size bytes it should have
     */
    public record Damaged(String tenant, Sha256 hash, long size) {
        static Damaged of(Scrub.Stored blob) {
            return new Damaged(blob.tenant().host(), blob.hash(), blob.size());
        }
    }

    /** The oldest {@value #LISTED}. */
    public record DamagedList(List<Damaged> damaged) {}

    @GET
    @Path("damaged")
    public DamagedList damaged() {
        return new DamagedList(scrub.flagged(LISTED).stream().map(Damaged::of).toList());
    }

    /** Holds every row against the store now. Answers what is newly found. */
    @POST
    @Path("scrub")
    public DamagedList scrub() {
        return new DamagedList(first(scrub.run()).stream().map(Damaged::of).toList());
    }

    @POST
    @Path("rebuild")
    public Rebuild.Report rebuild() {
        return rebuild.run();
    }

    private static <T> List<T> first(List<T> all) {
        return all.stream().limit(LISTED).toList();
    }
}
