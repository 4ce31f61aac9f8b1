package dev.capsule.bench.quota;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many callers, each with the next operation as soon as the last is done. */
final class Load {
    private static final int CAPACITY = 1 << 16;

    /** A caller: opens what it needs, then repeats. */
    interface Caller extends AutoCloseable {
        void call() throws Exception;

        @Override
        void close() throws IOException, SQLException;
    }

    interface Opening {
        Caller open() throws Exception;
    }

    private Load() {}

    static Rate measure(int callers, Duration warmUp, Duration measured, Opening opening)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime() + warmUp.toNanos();
        long end = begin + measured.toNanos();
        var results = new ArrayList<Future<long[]>>();
        try (var pool = Executors.newFixedThreadPool(callers)) {
            for (int i = 0; i < callers; i++) {
                results.add(pool.submit(() -> run(opening, begin, end)));
            }
        }
        long[] all = new long[0];
        for (var result : results) {
            long[] some = result.get();
            int at = all.length;
            all = Arrays.copyOf(all, at + some.length);
            System.arraycopy(some, 0, all, at, some.length);
        }
        return Rate.of(all, measured.toNanos() / 1e9);
    }

    private static long[] run(Opening opening, long begin, long end) throws Exception {
        long[] nanos = new long[CAPACITY];
        int count = 0;
        try (var caller = opening.open()) {
            for (long from = System.nanoTime(); from < end; from = System.nanoTime()) {
                caller.call();
                long now = System.nanoTime();
                if (from >= begin && now <= end) {
                    if (count == nanos.length) {
                        nanos = Arrays.copyOf(nanos, count * 2);
                    }
                    nanos[count++] = now - from;
                }
            }
        }
        return Arrays.copyOf(nanos, count);
    }
}
