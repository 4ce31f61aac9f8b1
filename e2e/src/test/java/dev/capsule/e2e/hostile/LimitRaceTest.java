package dev.capsule.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.e2e.suite.Operator;
import dev.capsule.e2e.suite.Suite;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parallel uploads slip past no limit, whoever is killed meanwhile. */
class LimitRaceTest {
    private static final int CREATIONS = 200;
    private static final int SIZE = 100_000;
    /** Room for one of them. */
    private static final long HARD = SIZE * 3L / 2;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void shouldGrantTheLastSlotToExactlyOne_when200CreationsRace() throws Exception {
        race(Integer.MAX_VALUE);
    }

    /** As soon as somebody's bytes are reserved, so that there may be no session yet; and in the middle. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void shouldGrantTheLastSlotToExactlyOne_when200CreationsRaceAndIngestAndQuotaAreKilled(int answers)
            throws Exception {
        race(answers);
    }

    /** @param killAfter answers after which ingest and quota are killed */
    private static void race(int killAfter) throws Exception {
        var actor = Actor.enter();
        var limit = Long.toString(HARD);
        Operator.json("quota", "set", actor.user.toString(), "--soft", limit, "--hard", limit);
        var bodies = new ArrayList<byte[]>();
        for (int i = 0; i < CREATIONS; i++) {
            var photo = new Photo(actor, SIZE + i);
            bodies.add(Http.JSON.writeValueAsBytes(photo.original(photo.manifest())));
        }
        var answered = new CountDownLatch(killAfter > CREATIONS ? 0 : killAfter);
        var over = new AtomicBoolean();
        var answers = new ArrayList<String>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var samples = pool.submit(() -> sample(actor, over));
            var running = new ArrayList<Future<String>>();
            for (var body : bodies) {
                running.add(pool.submit(() -> create(actor, body, answered)));
            }
            if (killAfter < CREATIONS) {
                awaitReservation(actor);
                assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
                killAndRestart();
            }
            for (var creation : running) {
                answers.add(creation.get());
            }
            over.set(true);
            assertThat(samples.get()).as("samples of used + reserved").isPositive();
        }
        // the one that was granted may have asked again and found its session: 200
        var granted = IntStream.range(0, CREATIONS)
                .filter(i -> Set.of("201 ", "200 ").contains(answers.get(i)))
                .boxed()
                .toList();
        assertThat(granted).as("granted").hasSize(1);
        assertThat(answers)
                .hasSize(CREATIONS)
                .filteredOn(answer -> !answer.startsWith("20"))
                .containsOnly("403 QUOTA_EXCEEDED");
        assertThat(total(actor)).as("reserved by the one session there is").isEqualTo(SIZE + granted.getFirst());
    }

    private static void awaitReservation(Actor actor) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (total(actor) <= 0) {
            assertThat(System.nanoTime()).as("nothing is reserved").isLessThan(end);
        }
    }

    private static void killAndRestart() {
        Suite.stack().service("ingest").kill();
        Suite.stack().service("quota").kill();
        Suite.stack().service("quota").restart();
        Suite.stack().service("ingest").restart();
    }

    private static String create(Actor actor, byte[] body, CountDownLatch answered) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                var answer = actor.send("POST", "/upload", java.util.Map.of("Content-Type", "application/json"), body);
                if (answer.status() < 500) {
                    answered.countDown();
                    return answer.status() < 300 ? answer.status() + " " : answer.refusal();
                }
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("still no answer: %s", e).isLessThan(end);
            }
            assertThat(System.nanoTime()).as("still no answer").isLessThan(end);
            Thread.sleep(200);
        }
    }

    /** @return how often it could look */
    private static int sample(Actor actor, AtomicBoolean over) throws Exception {
        int samples = 0;
        while (!over.get()) {
            try {
                long total = total(actor);
                if (total >= 0) {
                    assertThat(total).isLessThanOrEqualTo(HARD);
                    samples++;
                }
            } catch (IOException e) {
                // the gateway stays; a request in flight at the moment of a kill may still break
                assertThat(over).isFalse();
            }
            Thread.sleep(20);
        }
        return samples;
    }

    /** Bytes used and reserved; -1 while quota is away. */
    private static long total(Actor actor) throws IOException, InterruptedException {
        var answer = actor.get("/quota");
        if (answer.status() != 200) {
            assertThat(answer.status()).isEqualTo(503);
            return -1;
        }
        return answer.json().get("used").asLong()
                + answer.json().get("reserved").asLong();
    }
}
