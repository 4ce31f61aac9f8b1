package dev.capsule.service.inbox;

import dev.capsule.service.problem.DependencyUnavailableException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * What a handler prepares for a step on a thread of its own, while the step before it is in its transaction. Asked again
 * (the step is tried again), it prepares anew: what was found out may be old by then.
 */
final class Ahead<P> implements Supplier<P> {
    private final Callable<P> preparation;
    private final FutureTask<P> first;
    private boolean taken;

    private Ahead(Callable<P> preparation) {
        this.preparation = preparation;
        first = new FutureTask<>(preparation);
    }

    static <P> Ahead<P> prepare(BatchHandler<P> handler, List<Received> step) {
        var ahead = new Ahead<>(() -> handler.prepare(Received.events(step)));
        Thread.ofVirtual().name("inbox-ahead").start(ahead.first);
        return ahead;
    }

    /** @throws DependencyUnavailableException also when the thread that waits is interrupted */
    @Override
    public P get() {
        try {
            if (taken) {
                return preparation.call();
            }
            taken = true;
            return first.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("interrupted", e);
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(failure);
        };
    }
}
