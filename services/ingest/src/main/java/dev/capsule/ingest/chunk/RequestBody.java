package dev.capsule.ingest.chunk;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
final class RequestBody extends InputStream {
    private static final int ENOUGH = 256 * 1024;

    private final HttpServerRequest request;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Buffer> pieces = new ArrayDeque<>();
    private int waiting;
    private boolean paused;
    private boolean ended;
    private @Nullable Throwable failure;

    private @Nullable Buffer piece;
    private int position;

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

    private void add(Buffer next) {
        lock.lock();
        try {
            pieces.add(next);
            waiting += next.length();
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
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Returns what is here, at least one byte, or waits for it. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int copied = 0;
        while (copied < length && (piece != null || take(copied == 0))) {
            int count = Math.min(length - copied, piece.length() - position);
            piece.getBytes(position, position + count, bytes, offset + copied);
            copied += count;
            position += count;
            if (position == piece.length()) {
                piece = null;
            }
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    /** @return whether there is a piece now */
    private boolean take(boolean wait) throws IOException {
        lock.lock();
        try {
            if (wait) {
                await();
            }
            piece = pieces.poll();
            position = 0;
            if (piece == null) {
                return false;
            }
            waiting -= piece.length();
            if (paused && waiting < ENOUGH / 2) {
                paused = false;
                request.resume();
            }
            return true;
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
