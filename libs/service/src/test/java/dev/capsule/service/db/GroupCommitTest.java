package dev.capsule.service.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.capsule.service.problem.DependencyUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who shares a transaction with whom, and who pays when it fails. */
@Timeout(30)
class GroupCommitTest {
    private static final String FIRST = "first";

    private final List<List<String>> groups = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final CountDownLatch firstHasBegun = new CountDownLatch(1);
    private ExecutorService threads;

    @BeforeEach
    void open() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void close() {
        firstMayEnd.countDown();
        threads.shutdownNow();
    }

    private GroupCommit<String, String> commits(int most) {
        return new GroupCommit<>(most, this::work);
    }

    private GroupCommit<String, String> commits(int most, BiPredicate<List<String>, String> fits) {
        return new GroupCommit<>(most, fits, this::work);
    }

    /** Work on {@link #FIRST} takes until it may end, so that others gather behind it. */
    private List<String> work(List<String> parts) {
        groups.add(parts);
        if (parts.contains(FIRST)) {
            firstHasBegun.countDown();
            awaitQuietly(firstMayEnd);
        }
        failIf(parts, part -> part.startsWith("bad"), new IllegalArgumentException("bad"));
        failIf(parts, "outage"::equals, new DependencyUnavailableException("database", new Exception("gone")));
        if (parts.contains("error")) {
            throw new AssertionError("broken");
        }
        return parts.stream().map(part -> part + " done").toList();
    }

    private static void failIf(List<String> parts, Predicate<String> which, RuntimeException failure) {
        if (parts.stream().anyMatch(which)) {
            throw failure;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first part at work and the others queued behind it, in their order. */
    private List<Future<String>> gather(GroupCommit<String, String> commits, String... others) throws Exception {
        var running = new ArrayList<Future<String>>();
        running.add(threads.submit(() -> commits.run(FIRST)));
        awaitQuietly(firstHasBegun);
        for (String other : others) {
            var waiting = new CopyOnWriteArrayList<Thread>();
            Callable<String> run = () -> {
                waiting.add(Thread.currentThread());
                return commits.run(other);
            };
            running.add(threads.submit(run));
            while (waiting.isEmpty() || waiting.getFirst().getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
        firstMayEnd.countDown();
        return running;
    }

    @Test
    void shouldBeginAtOnce_whenNobodyCommits() {
        var commits = commits(4);

        assertThat(commits.run("a")).isEqualTo("a done");
        assertThat(commits.run("b")).isEqualTo("b done");
        assertThat(groups).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void shouldShareTheNextTransaction_whenTheyCameWhileOneCommitted() throws Exception {
        var running = gather(commits(4), "a", "b", "c");

        assertThat(running.get(2).get()).isEqualTo("b done");
        assertThat(running.get(3).get()).isEqualTo("c done");
        assertThat(groups).containsExactly(List.of(FIRST), List.of("a", "b", "c"));
    }

    @Test
    void shouldTakeNoMoreThanTheMost() throws Exception {
        var running = gather(commits(2), "a", "b", "c", "d", "e");

        for (var each : running) {
            assertThat(each.get()).endsWith(" done");
        }
        assertThat(groups).containsExactly(List.of(FIRST), List.of("a", "b"), List.of("c", "d"), List.of("e"));
    }

    @Test
    void shouldLeaveWhatDoesNotFitForALaterOne() throws Exception {
        BiPredicate<List<String>, String> sameLetter =
                (group, other) -> group.getFirst().charAt(0) == other.charAt(0);
        var running = gather(commits(4, sameLetter), "a1", "b1", "a2", "b2");

        assertThat(running.get(4).get()).isEqualTo("b2 done");
        assertThat(running.get(3).get()).isEqualTo("a2 done");
        assertThat(groups).containsExactly(List.of(FIRST), List.of("a1", "a2"), List.of("b1", "b2"));
    }

    @Test
    void shouldFailOnlyTheOneThatIsWrong() throws Exception {
        var running = gather(commits(4), "a", "bad", "c");

        assertThat(running.get(1).get()).isEqualTo("a done");
        assertThat(running.get(3).get()).isEqualTo("c done");
        assertThatThrownBy(() -> running.get(2).get()).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFailTheWholeGroupOnce_whenTheDatabaseIsAway() throws Exception {
        var running = gather(commits(4), "a", "outage", "c");

        for (var each : running.subList(1, 4)) {
            assertThatThrownBy(each::get).hasCauseInstanceOf(DependencyUnavailableException.class);
        }
        assertThat(groups).as("nobody waits for it three times over").hasSize(2);
    }

    @Test
    void shouldGoOnWithTheNext_whenTheWorkBreaks() throws Exception {
        var commits = commits(2);
        var running = gather(commits, "error", "a", "b");

        assertThatThrownBy(() -> running.get(1).get()).hasCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> running.get(2).get()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(running.get(3).get()).isEqualTo("b done");
        assertThat(commits.run("later")).isEqualTo("later done");
    }

    @Test
    void shouldTurnAway_whenTooManyWait() throws Exception {
        int most = 4096;
        int more = 50;
        var commits = commits(most);
        var first = threads.submit(() -> commits.run(FIRST));
        awaitQuietly(firstHasBegun);
        var turnedAway = new CountDownLatch(more);
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<String>>();
            for (int i = 0; i < most + more; i++) {
                running.add(crowd.submit(() -> {
                    try {
                        return commits.run("a");
                    } catch (DependencyUnavailableException e) {
                        turnedAway.countDown();
                        return "turned away";
                    }
                }));
            }
            awaitQuietly(turnedAway);
            firstMayEnd.countDown();

            assertThat(first.get()).isEqualTo("first done");
            int done = 0;
            for (var each : running) {
                done += each.get().equals("a done") ? 1 : 0;
            }
            assertThat(done).isEqualTo(most);
        }
    }

    @Test
    void shouldTellTheFailure_whenAlone() {
        var commits = commits(2);

        assertThat(catchThrowable(() -> commits.run("bad"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(commits.run("a")).isEqualTo("a done");
        assertThat(groups).containsExactly(List.of("bad"), List.of("a"));
    }
}
