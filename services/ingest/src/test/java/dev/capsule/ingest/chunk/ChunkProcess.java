package dev.capsule.ingest.chunk;

import dev.capsule.ingest.harness.Child;
import dev.capsule.ingest.harness.Graph;
import dev.capsule.ingest.storage.FilesystemBlobStore;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.auth.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Another instance of ingest, as far as it takes one chunk: on the same root and database, with an identity of its own. */
public final class ChunkProcess {
    /** How far it gets with the chunk. */
    enum Course {
        TO_THE_END,
        DIES_INSIDE,
        STALLS_INSIDE
    }

    private ChunkProcess() {}

    /** Arguments: database URL, its user and password, root, tenant, user, upload, offset, file with the chunk, course. */
    public static void main(String[] args) throws Exception {
        var root = Path.of(args[3]);
        var graph = new Graph(
                Graph.db(Graph.pool(args[0], args[1], args[2])),
                new FilesystemBlobStore(root),
                new Staging(root, true));
        var caller = new Caller(new TenantId(args[4]), UserId.parse(args[5]), null, SessionId.generate());
        byte[] chunk = Files.readAllBytes(Path.of(args[8]));
        var headers = new ChunkHeaders(Long.parseLong(args[7]), Optional.empty(), OptionalLong.empty(), false, false);
        var body = new Body(chunk, Course.valueOf(args[9]));
        var outcome = graph.get(Chunks.class)
                .append(caller, UploadId.parse(args[6]), headers, body)
                .outcome();
        System.out.println(
                outcome instanceof Outcome.Refused refused
                        ? refused.refusal().code().name()
                        : outcome.getClass().getSimpleName());
        System.exit(0);
    }

    /** The chunk as a connection brings it: the first half, and then what the course says. */
    private static final class Body implements Pieces {
        private final ByteBuffer chunk;
        private final Course course;

        Body(byte[] chunk, Course course) {
            this.chunk = ByteBuffer.wrap(chunk).limit(chunk.length / 2);
            this.course = course;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            if (chunk.position() == chunk.capacity()) {
                return null;
            }
            if (chunk.position() > 0) {
                inside();
                chunk.limit(chunk.capacity());
            }
            var piece = chunk.duplicate();
            chunk.position(chunk.limit());
            return piece;
        }

        private void inside() throws IOException {
            switch (course) {
                case TO_THE_END -> {}
                case DIES_INSIDE -> Runtime.getRuntime().halt(Child.DIED);
                case STALLS_INSIDE -> {
                    System.out.println("half");
                    int unused = System.in.read();
                }
            }
        }
    }
}
