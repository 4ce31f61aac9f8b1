package dev.capsule.ingest.chunk;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, for one thread that blocks. The event loop puts pieces in while that thread is busy with others,
 * and stops reading from the connection while {@value #ENOUGH} bytes wait. Asking it for each piece instead, as the
 * framework's stream does, costs two changes of threads for every 64 KiB.
 */
final class RequestBody implements Pieces {
    private static final int ENOUGH = 256 * 1024;

    private final HttpServerRequest request;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private int waiting;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;

    /** @param timeout longest a read waits; then the connection is closed */
    RequestBody(HttpServerRequest request, Duration timeout) {
        this.request = request;
        this.timeout = timeout;
        ended = request.isEnded();
        if (!ended) {
            request.exceptionHandler(this::fail);
            request.endHandler(end -> end());
            request.handler(this::add);
            request.resume();
            if (request.response().closed()) {
                fail(new ClosedChannelException());
            }
        }
    }

    @SuppressWarnings("deprecation") // only its successor, in Vert.x 5, shows bytes without a copy in another way
    private void add(Buffer next) {
        if (next.length() == 0) {
            return;
        }
        // a view of the bytes, which the server has copied to the heap
        var piece = next.getByteBuf().nioBuffer();
        lock.lock();
        try {
            pieces.add(piece);
            waiting += piece.remaining();
            if (!paused && waiting >= ENOUGH) {
                paused = true;
                request.pause();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        lock.lock();
        try {
            await();
            var piece = pieces.poll();
            if (piece == null) {
                return null;
            }
            waiting -= piece.remaining();
            if (paused && waiting < ENOUGH / 2) {
                paused = false;
                request.resume();
            }
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        long left = timeout.toNanos();
        while (pieces.isEmpty() && !ended) {
            if (failure != null) {
                throw new IOException("the connection broke", failure);
            }
            if (left <= 0) {
                request.connection().close();
                throw new IOException("the body stalled");
            }
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
