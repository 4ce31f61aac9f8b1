package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.service.problem.DependencyUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Group commit for one tenant: while a transaction runs, requests wait, and the next one takes them all, up to
 * {@value #BATCH}. One hot account so costs one row lock and one commit for many reservations.
 */
final class Lane {
    private static final int BATCH = 256;
    private static final int WAITING = 4096;

    private record Waiting(ReservationRequest request, CompletableFuture<Verdict> verdict) {}

    private final TenantId tenant;
    private final Reservations reservations;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean running = new AtomicBoolean();

    Lane(TenantId tenant, Reservations reservations) {
        this.tenant = tenant;
        this.reservations = reservations;
    }

    /** Blocking; for virtual threads. */
    Verdict reserve(ReservationRequest request) {
        var waiting = new Waiting(request, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw new DependencyUnavailableException("reservations (too many wait)");
        }
        drive();
        try {
            return waiting.verdict().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("reservations (interrupted)", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DependencyUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("a reservation failed", e.getCause());
        }
    }

    private void drive() {
        if (!queue.isEmpty() && running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("reservations").start(this::run);
        }
    }

    private void run() {
        try {
            var batch = new ArrayList<Waiting>(BATCH);
            while (queue.drainTo(batch, BATCH) > 0) {
                decide(batch);
                batch.clear();
            }
        } finally {
            running.set(false);
        }
        // somebody may have come between the last look and the flag
        drive();
    }

    private void decide(List<Waiting> batch) {
        try {
            var verdicts = reservations.reserve(
                    tenant, batch.stream().map(Waiting::request).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).verdict().complete(verdicts.get(i));
            }
        } catch (DependencyUnavailableException e) {
            batch.forEach(waiting -> waiting.verdict().completeExceptionally(e));
        } catch (RuntimeException | Error e) {
            // one of them is to blame: the others must not suffer from it
            if (batch.size() == 1) {
                batch.getFirst().verdict().completeExceptionally(e);
            } else {
                batch.forEach(waiting -> decide(List.of(waiting)));
            }
        }
    }
}
