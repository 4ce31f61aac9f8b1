package dev.capsule.service.db;

import dev.capsule.service.problem.DependencyUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The work of several threads in one transaction. While one commits, whoever comes waits; then the one who has waited longest
 * does the work of all who fit. Nobody waits for company: alone, work begins at once. For one place in one process; others may
 * do the same work at the same time, so the work takes the locks it needs.
 *
 * @param <T> one thread's part of the work
 * @param <R> what comes of it
 */
public final class GroupCommit<T, R> {
    /** Threads that may wait; more are turned away. */
    private static final int MOST_WAITING = 4096;

    private final int most;
    private final BiPredicate<List<T>, T> fits;
    private final Function<List<T>, List<R>> work;
    private final ArrayDeque<Entry<T, R>> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * @param most parts in one transaction
     * @param fits whether a part may share the transaction of others; one that may not goes into a later one
     * @param work all or nothing; its results are in the order of the parts
     */
    public GroupCommit(int most, BiPredicate<List<T>, T> fits, Function<List<T>, List<R>> work) {
        this.most = most;
        this.fits = fits;
        this.work = work;
    }

    /** All parts may share a transaction. */
    public GroupCommit(int most, Function<List<T>, List<R>> work) {
        this(most, (group, other) -> true, work);
    }

    private static final class Entry<T, R> {
        private final T part;
        /** Given once: the result is there, or it is this thread's turn. */
        private final Semaphore turn = new Semaphore(0);

        private @Nullable R result;
        private @Nullable RuntimeException failure;

        private Entry(T part) {
            this.part = part;
        }

        private boolean isDone() {
            return result != null || failure != null;
        }

        private R outcome() {
            if (failure != null) {
                throw failure;
            }
            if (result == null) {
                throw new IllegalStateException("work that ended without a result");
            }
            return result;
        }
    }

    /**
     * Returns once the transaction that did this part has committed. Does not end when interrupted: others may be doing the
     * part, with what belongs to the caller.
     *
     * @throws DependencyUnavailableException if the work of the whole transaction failed so, or too many wait
     * @throws RuntimeException if this part failed, alone
     */
    public R run(T part) {
        var mine = new Entry<T, R>(part);
        if (!begin(mine)) {
            mine.turn.acquireUninterruptibly();
        }
        if (!mine.isDone()) {
            var group = take();
            try {
                doAll(group);
            } finally {
                end(group);
            }
        }
        return mine.outcome();
    }

    /** @return whether it is this one's turn at once */
    private synchronized boolean begin(Entry<T, R> mine) {
        if (waiting.size() >= MOST_WAITING) {
            throw new DependencyUnavailableException("database (too many wait)");
        }
        waiting.add(mine);
        boolean first = !busy;
        busy = true;
        return first;
    }

    /** The first and those behind it that fit. */
    private synchronized List<Entry<T, R>> take() {
        var group = new ArrayList<Entry<T, R>>();
        var parts = new ArrayList<T>();
        var entries = waiting.iterator();
        while (entries.hasNext() && group.size() < most) {
            var entry = entries.next();
            if (parts.isEmpty() || fits.test(parts, entry.part)) {
                group.add(entry);
                parts.add(entry.part);
                entries.remove();
            }
        }
        return group;
    }

    private void doAll(List<Entry<T, R>> group) {
        try {
            var results = work.apply(group.stream().map(entry -> entry.part).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result = results.get(i);
            }
        } catch (DependencyUnavailableException e) {
            group.forEach(entry -> entry.failure = e);
        } catch (RuntimeException e) {
            apart(group, e);
        }
    }

    /** What is wrong with one part must not fail the others. */
    private void apart(List<Entry<T, R>> group, RuntimeException together) {
        if (group.size() == 1) {
            group.getFirst().failure = together;
        } else {
            group.forEach(entry -> doAll(List.of(entry)));
        }
    }

    private void end(List<Entry<T, R>> group) {
        Entry<T, R> next;
        synchronized (this) {
            next = waiting.peek();
            busy = next != null;
        }
        if (next != null) {
            next.turn.release();
        }
        for (var entry : group) {
            if (!entry.isDone()) {
                entry.failure = new IllegalStateException("the work of the group ended in an error");
            }
            entry.turn.release();
        }
    }
}
