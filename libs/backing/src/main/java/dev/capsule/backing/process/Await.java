package dev.capsule.backing.process;

import dev.capsule.backing.BackingException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until a child process is ready. */
public final class Await {
    private static final long STEP_MILLIS = 20;

    private Await() {}

    /**
     * Polls {@code ready} every 20 ms.
     *
     * @throws BackingException when the child ends first or {@code limit} passes, with the end of its log
     */
    public static void ready(Child child, Duration limit, BooleanSupplier ready) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!child.alive()) {
                throw new BackingException(child.name() + " ended while starting:\n" + child.logTail(15));
            }
            if (System.nanoTime() > deadline) {
                child.kill();
                throw new BackingException(
                        child.name() + " was not ready after " + limit.toSeconds() + " s:\n" + child.logTail(15));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                child.kill();
                throw new BackingException("interrupted while waiting for " + child.name(), e);
            }
        }
    }
}
