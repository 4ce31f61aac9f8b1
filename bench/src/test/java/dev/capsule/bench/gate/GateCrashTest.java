package dev.capsule.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.stack.suite.ServiceSpec;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL of the gate between any two steps of a commit: nothing acknowledged is lost, nothing is half there, and nothing
 * is on Kafka twice in effect. The real process is stopped at a step from outside, by a lock this test holds in
 * PostgreSQL, and killed while it waits; the service knows nothing of it. Here because the load generator is.
 */
class GateCrashTest {
    /** What the relay of the service takes for each of its batches. */
    private static final long RELAY_LOCK = 0x6f7574626f78L;

    /** What every commit of a manifest passes last, by the trigger below. */
    private static final long COMMIT_LOCK = 0x636f6d6d6974L;

    private static final String LOCK_AT_COMMIT = """
            create function pass_commit_lock() returns trigger language plpgsql as
              'begin perform pg_advisory_xact_lock_shared(%d); return null; end';
            create constraint trigger pass_commit_lock after insert on manifest
              deferrable initially deferred for each row execute function pass_commit_lock()
            """.formatted(COMMIT_LOCK);

    private static final int MANIFESTS = 5;

    /**
     * A name of its own for the consumer: the restarted one takes the place of the killed one without waiting for it. The
     * first compiler alone: these processes do not live long.
     */
    private static final String QUICK_TAKEOVER =
            "-XX:TieredStopAtLevel=1 -Dmp.messaging.incoming.blobs-stored.group.instance.id=gate";

    @TempDir
    static Path temporary;

    private static Stack stack;
    private static Traffic traffic;
    private static Events events;
    private static Population population;

    /** A step of a commit, and the lock that keeps the service from taking it. */
    enum Step {
        READ_THE_KEYS("lock table device in access exclusive mode"),
        REMEMBER_THE_EVENT("lock table inbox in share mode"),
        LOCK_THE_ALBUM("lock table album_state in exclusive mode"),
        APPEND_TO_THE_LEDGER("lock table manifest in share mode"),
        CHANGE_THE_ASSET("lock table asset in share mode"),
        STORE_THE_METADATA("lock table metadata_blob in share mode"),
        APPEND_THE_EVENTS("lock table outbox in share mode"),
        COMMIT("select pg_advisory_xact_lock(" + COMMIT_LOCK + ")");

        private final String lock;

        Step(String lock) {
            this.lock = lock;
        }
    }

    @BeforeAll
    static void start() throws SQLException {
        var validation = ServiceSpec.SUITE.stream()
                .filter(spec -> spec.name().equals("validation"))
                .toList();
        var checkout = Path.of("..").toAbsolutePath().normalize();
        stack = Stack.start(StackOptions.throwAway(checkout, temporary.resolve("state"))
                .withServices(validation)
                .withSettings(Map.of("java.tool.options", QUICK_TAKEOVER)));
        traffic = new Traffic(stack.kafkaServers());
        events = new Events(stack.kafkaServers());
        population = Population.of(1, 2, MANIFESTS);
        try (var connection = connect()) {
            new Seeding(connection).albums(population);
            run(connection, LOCK_AT_COMMIT);
        }
    }

    @AfterAll
    static void stop() {
        events.close();
        traffic.close();
        stack.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldCommitEachOnce_whenKilledBeforeItCould(Step step) throws Exception {
        var drafts = Draft.sign(population.writers(), MANIFESTS);
        CompletableFuture<long[]> answers;
        try (var holder = connect()) {
            awaitEmptyOutbox();
            holder.setAutoCommit(false);
            run(holder, step.lock);
            answers = send(drafts);
            awaitStopped();

            stack.service("validation").kill();
            loseWaitingCommit();
            holder.rollback();
        }
        assertThat(ledger(drafts)).as("nothing of an unfinished commit").isZero();
        assertThat(events.of(drafts)).as("not announced").allMatch(List::isEmpty);
        stack.service("validation").restart();

        assertThat(answers.get(90, TimeUnit.SECONDS)).hasSize(MANIFESTS);
        assertEachCommittedOnce(drafts);
    }

    /** PostgreSQL carries a COMMIT out whose client is gone. Kafka was told of nothing, so it delivers all of it again. */
    @Test
    void shouldKnowThemAgain_whenTheCommitOutlivesTheService() throws Exception {
        var drafts = Draft.sign(population.writers(), MANIFESTS);
        CompletableFuture<long[]> answers;
        try (var holder = connect()) {
            awaitEmptyOutbox();
            holder.setAutoCommit(false);
            run(holder, Step.COMMIT.lock);
            answers = send(drafts);
            awaitStopped();

            stack.service("validation").kill();
            holder.rollback();
        }
        await("committed without the service", () -> ledger(drafts) > 0);
        stack.service("validation").restart();

        assertThat(answers.get(90, TimeUnit.SECONDS)).hasSize(MANIFESTS);
        assertEachCommittedOnce(drafts);
    }

    @Test
    void shouldAnnounceEach_whenKilledBetweenCommitAndRelay() throws Exception {
        var drafts = Draft.sign(population.writers(), MANIFESTS);
        CompletableFuture<long[]> answers;
        try (var holder = connect()) {
            run(holder, "select pg_advisory_lock(" + RELAY_LOCK + ")");
            answers = send(drafts);
            await("all committed", () -> ledger(drafts) == MANIFESTS);
            assertThat(events.of(drafts)).as("not announced yet").allMatch(List::isEmpty);

            stack.service("validation").kill();
        }
        stack.service("validation").restart();

        assertThat(answers.get(90, TimeUnit.SECONDS)).hasSize(MANIFESTS);
        assertEachCommittedOnce(drafts);
    }

    @Test
    void shouldSendTheVerySameEventsAgain_whenKilledBetweenKafkaAndTheOutbox() throws Exception {
        var drafts = Draft.sign(population.writers(), MANIFESTS);
        try (var holder = connect()) {
            run(holder, "select pg_advisory_lock(" + RELAY_LOCK + ")");
            var answers = send(drafts);
            await("all committed", () -> ledger(drafts) == MANIFESTS);
            holder.setAutoCommit(false);
            run(holder, "lock table outbox in share mode");
            run(holder, "select pg_advisory_unlock(" + RELAY_LOCK + ")");
            assertThat(answers.get(60, TimeUnit.SECONDS)).hasSize(MANIFESTS);
            awaitStopped();

            stack.service("validation").kill();
            holder.rollback();
        }
        stack.service("validation").restart();

        await("sent again", () -> events.of(drafts).stream().allMatch(ids -> ids.size() == 2));
        assertEachCommittedOnce(drafts);
    }

    /** One row, one event by its id (consumers know an event by it), and a log without gaps. */
    private static void assertEachCommittedOnce(List<Draft> drafts) throws Exception {
        // behind whatever is still to be handled or sent, of every album
        var later = send(Draft.sign(population.writers(), MANIFESTS));
        assertThat(later.get(90, TimeUnit.SECONDS)).hasSize(MANIFESTS);
        assertThat(ledger(drafts)).isEqualTo(MANIFESTS);
        assertThat(events.of(drafts))
                .allSatisfy(ids -> assertThat(ids.stream().distinct()).hasSize(1));
        assertThat(number("select count(*) from asset")).isEqualTo(number("select count(*) from manifest"));
        assertThat(number("""
                select count(*) from album_state s,
                  lateral (select count(*) as size from manifest m where m.album_id = s.album_id) ledger
                where s.log_size <> ledger.size or s.sync_seq <> ledger.size
                """)).as("albums whose log has gaps").isZero();
    }

    private static CompletableFuture<long[]> send(List<Draft> drafts) {
        return CompletableFuture.supplyAsync(() -> traffic.commitAll(drafts, MANIFESTS));
    }

    private static void awaitEmptyOutbox() throws Exception {
        await("an empty outbox", () -> number("select count(*) from outbox") == 0);
    }

    private static void awaitStopped() throws Exception {
        await(
                "the service at the lock",
                () -> number("select count(*) from pg_stat_activity"
                                + " where usename = 'capsule_validation' and wait_event_type = 'Lock'")
                        > 0);
    }

    /** Without its client a COMMIT would be carried out all the same: here it is lost with it. */
    private static void loseWaitingCommit() throws Exception {
        await(
                "no commit to wait",
                () -> number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where usename = 'capsule_validation' and wait_event_type = 'Lock'"
                                + " and query = 'commit'")
                        == 0);
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static long ledger(List<Draft> drafts) throws SQLException {
        try (var connection = connect();
                var query = connection.prepareStatement("select count(*) from manifest where manifest_hash = any(?)")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "bytea",
                            drafts.stream()
                                    .map(Draft::manifest)
                                    .map(Sha256::bytes)
                                    .toArray(byte[][]::new)));
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static long number(String sql) throws SQLException {
        try (var connection = connect();
                var query = connection.createStatement();
                var rows = query.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws SQLException {
        return stack.postgresAdmin().connect("capsule_validation");
    }
}
