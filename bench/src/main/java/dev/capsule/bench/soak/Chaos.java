package dev.capsule.bench.soak;

import dev.capsule.stack.suite.Part;
import dev.capsule.stack.suite.Stack;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Kills ingest, PostgreSQL or Kafka with SIGKILL at random times and starts them again. */
final class Chaos implements Runnable {
    private static final int LONGEST_OUTAGE_MILLIS = 3_000;

    private final List<Part> victims;
    private final SplittableRandom random;
    private final int meanSeconds;
    private final CountDownLatch end;
    private final Consumer<String> progress;
    private final Map<String, Integer> kills = new TreeMap<>();

    /** @param meanSeconds between the end of one outage and the next kill */
    Chaos(Stack stack, SplittableRandom random, int meanSeconds, CountDownLatch end, Consumer<String> progress) {
        victims = List.of(stack.service("ingest"), stack.service("ingest"), stack.postgres(), stack.kafka());
        this.random = random;
        this.meanSeconds = meanSeconds;
        this.end = end;
        this.progress = progress;
    }

    /** How often each process was killed; complete when {@link #run} has returned. */
    Map<String, Integer> kills() {
        return kills;
    }

    @Override
    public void run() {
        try {
            while (!end.await(random.nextLong(500, meanSeconds * 2_000L), TimeUnit.MILLISECONDS)) {
                var victim = victims.get(random.nextInt(victims.size()));
                int outage = random.nextInt(LONGEST_OUTAGE_MILLIS);
                victim.kill();
                kills.merge(victim.name(), 1, Integer::sum);
                TimeUnit.MILLISECONDS.sleep(outage);
                long from = System.nanoTime();
                victim.restart();
                progress.accept(String.format(
                        "killed %s, down for %d ms, ready again after %.1f s",
                        victim.name(), outage, (System.nanoTime() - from) / 1e9));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between kills", e);
        }
    }
}
