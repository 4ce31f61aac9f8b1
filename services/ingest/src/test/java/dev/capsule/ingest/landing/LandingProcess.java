package dev.capsule.ingest.landing;

import dev.capsule.ingest.harness.Child;
import dev.capsule.ingest.harness.Graph;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.FilesystemBlobStore;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * A process that lands one complete upload with the real classes on the real disk and database, and dies at the point it
 * is told to: no finally, no shutdown hook, no rollback.
 */
public final class LandingProcess {
    enum Point {
        BEFORE_THE_BLOB,
        AFTER_THE_BLOB,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    private LandingProcess() {}

    /** What is landed: an upload all of whose chunks are acknowledged, or a file that came in one, of which none is. */
    enum Way {
        COMPLETE,
        ONE_CHUNK
    }

    /** Arguments: database URL, its user and password, root, tenant, upload, point, way. */
    public static void main(String[] args) throws Exception {
        var root = Path.of(args[3]);
        var tenant = new TenantId(args[4]);
        var point = Point.valueOf(args[6]);
        var db = new DyingDb(Graph.pool(args[0], args[1], args[2]), point);
        var graph = new Graph(db, dying(new FilesystemBlobStore(root), point), new Staging(root, true));
        var session = db.asSystem(tx -> new SessionStore().find(tx, tenant, UploadId.parse(args[5])))
                .orElseThrow();
        switch (Way.valueOf(args[7])) {
            case COMPLETE -> {
                var unused = graph.get(Landing.class).land(session, null);
            }
            case ONE_CHUNK -> {
                var unused = graph.get(OneChunkLanding.class)
                        .land(session, part(root, args[5]), session.content().hash());
            }
        }
        System.exit(0);
    }

    private static Path part(Path root, String upload) {
        return root.resolve("incoming").resolve(upload + "_1.part");
    }

    private static void die() {
        Runtime.getRuntime().halt(Child.DIED);
    }

    private static final class DyingDb extends Db {
        private final Point point;

        DyingDb(Pool pool, Point point) {
            super(pool, Duration.ofSeconds(10));
            this.point = point;
        }

        @Override
        public <T> T inTenant(TenantId tenant, Function<Tx, T> work) {
            T result = super.inTenant(tenant, tx -> {
                T done = work.apply(tx);
                if (point == Point.BEFORE_THE_COMMIT) {
                    die();
                }
                return done;
            });
            if (point == Point.AFTER_THE_COMMIT) {
                die();
            }
            return result;
        }
    }

    private static BlobStore dying(BlobStore store, Point point) {
        return (BlobStore) Proxy.newProxyInstance(
                LandingProcess.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (proxy, method, args) -> {
                    boolean put = method.getName().equals("put");
                    if (put && point == Point.BEFORE_THE_BLOB) {
                        die();
                    }
                    var result = method.invoke(store, args);
                    if (put && point == Point.AFTER_THE_BLOB) {
                        die();
                    }
                    return result;
                });
    }
}
