package dev.capsule.ingest.verify;

import dev.capsule.ingest.blob.AssetReferences;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Tells a client whether its blobs are really here. Reads only, knows no keys, and says of an asset the caller can't read
 * what it says of one that does not exist.
 */
@ApplicationScoped
class StorageVerification {
    private static final int MAX_ASSETS = 256;
    private static final int MAX_HASHES = 64;
    private static final int BUFFER = 256 * 1024;
    /** Deep checks that read the disk at once. */
    private static final int DEEP_AT_ONCE = 2;

    private final Db db;
    private final AssetReferences references;
    private final BlobStore blobs;
    private final Clock clock;
    private final Semaphore deepChecks = new Semaphore(DEEP_AT_ONCE);

    StorageVerification(Db db, AssetReferences references, BlobStore blobs, Clock clock) {
        this.db = db;
        this.references = references;
        this.blobs = blobs;
        this.clock = clock;
    }

    VerifyReply verify(Caller caller, VerifyRequest request) {
        boolean tooMany = request.assets().size() > MAX_ASSETS
                || request.assets().stream()
                        .anyMatch(asset -> asset.blobHashes().size() > MAX_HASHES);
        if (tooMany) {
            throw new RefusalException(
                    ReasonCode.BODY_MALFORMED, "At most " + MAX_ASSETS + " assets of " + MAX_HASHES + " hashes each");
        }
        boolean deep = Boolean.TRUE.equals(request.deep());
        if (deep && !deepChecks.tryAcquire()) {
            throw new RefusalException(ReasonCode.RATE_LIMITED, "Too many deep checks at once");
        }
        try {
            var replies = new ArrayList<VerifyReply.Asset>();
            for (var asset : request.assets()) {
                replies.add(asset(caller, asset, deep));
            }
            return new VerifyReply(replies);
        } finally {
            if (deep) {
                deepChecks.release();
            }
        }
    }

    private VerifyReply.Asset asset(Caller caller, VerifyRequest.Asset asked, boolean deep) {
        var known = db.inTenant(
                caller.tenant(), tx -> references.visible(tx, caller.tenant(), asked.assetId(), caller.user()));
        var listed = new ArrayList<VerifyReply.Blob>();
        for (var hash : asked.blobHashes()) {
            listed.add(blob(known, hash, deep));
        }
        boolean durable = listed.stream().allMatch(VerifyReply.Blob::sound)
                && covers(asked.blobHashes(), known, BlobRole.ORIGINAL)
                && covers(asked.blobHashes(), known, BlobRole.METADATA);
        return new VerifyReply.Asset(asked.assetId(), durable, List.copyOf(listed), new Timestamp(clock.instant()));
    }

    /** Whether the caller listed the asset's current blob of a role. Without original and metadata nothing is durable. */
    private static boolean covers(List<Sha256> listed, Map<Sha256, AssetReferences.Reference> known, BlobRole role) {
        Set<Sha256> current = new HashSet<>();
        known.forEach((hash, reference) -> {
            if (reference.role().equals(role.wireName())) {
                current.add(hash);
            }
        });
        return !current.isEmpty() && listed.containsAll(current);
    }

    private VerifyReply.Blob blob(Map<Sha256, AssetReferences.Reference> known, Sha256 hash, boolean deep) {
        var reference = known.get(hash);
        if (reference == null) {
            return new VerifyReply.Blob(hash, null, false, false, false, deep ? false : null);
        }
        try {
            var size = blobs.size(hash);
            boolean stored = size.isPresent() && size.getAsLong() == reference.size();
            return new VerifyReply.Blob(
                    hash,
                    reference.role(),
                    stored,
                    true,
                    stored && reference.servable(),
                    deep ? stored && rehash(hash).equals(hash) : null);
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    private Sha256 rehash(Sha256 hash) throws IOException {
        var digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        try (var in = blobs.open(hash, 0)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.of(digest.digest());
    }
}
