package dev.capsule.quota.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.fixture.Database;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.reservation.LaneDriver;
import dev.capsule.testing.BackingServers;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reservations against the bare equivalent, on the same PostgreSQL in the same run: one conditional UPDATE of one row per
 * transaction, prepared, over the same pool with the same number of callers (what {@code pgbench -M prepared} would do).
 */
class ReservationLoad {
    private static final int CALLERS = 64;
    private static final int USERS = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final String UPDATE =
            "update load_row set reserved = reserved + $2 where id = $1 and used + reserved + $2 <= hard";

    private final World world = new World(Settings.unlimited());

    @Test
    void shouldMeasureBoth_whenRunByName() throws Exception {
        prepare();
        var users = Stream.generate(UserId::generate).limit(USERS).toList();
        report("bare UPDATE, 1 row", measure(() -> bare(0)), 0);
        double hot = report("bare UPDATE, 1 row (again)", measure(() -> bare(0)), 0);
        report("reservations, 1 user", measure(() -> reserve(users.getFirst())), hot);
        double many = report("bare UPDATE, 10,000 rows", measure(() -> bare(random(USERS))), 0);
        report("reservations, 10,000 users", measure(() -> reserve(users.get(random(USERS)))), many);
    }

    private final LaneDriver lane = new LaneDriver(world.tenant, world.reservations);

    private void reserve(UserId user) {
        lane.reserve(world.request(user, World.upload(), BlobRole.ORIGINAL, 1, Duration.ofHours(24)));
    }

    private static void bare(int row) {
        int updated = Database.shared()
                .pool()
                .preparedQuery(UPDATE)
                .execute(Tuple.of(row, 1L))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .rowCount();
        assertThat(updated).isOne();
    }

    private record Result(double perSecond, double p50, double p99) {}

    private static Result measure(Runnable call) throws Exception {
        run(call, WARM_UP);
        return run(call, MEASURED);
    }

    private static Result run(Runnable call, Duration time) throws Exception {
        long[] nanos = new long[4_000_000];
        var count = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = Stream.generate(() -> pool.submit(() -> {
                        while (System.nanoTime() < end) {
                            long from = System.nanoTime();
                            call.run();
                            nanos[count.getAndIncrement() % nanos.length] = System.nanoTime() - from;
                        }
                        return true;
                    }))
                    .limit(CALLERS)
                    .toList();
            for (var caller : callers) {
                assertThat(caller.get()).isTrue();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int calls = Math.min(count.get(), nanos.length);
        long[] sorted = Arrays.copyOf(nanos, calls);
        Arrays.sort(sorted);
        return new Result(count.get() / seconds, sorted[calls / 2] / 1e6, sorted[(int) (calls * 0.99)] / 1e6);
    }

    private static double report(String what, Result result, double bare) {
        System.out.printf(
                Locale.ROOT,
                "LOAD %-30s %9.0f /s  p50 %6.2f ms  p99 %6.2f ms%s%n",
                what,
                result.perSecond(),
                result.p50(),
                result.p99(),
                bare == 0 ? "" : String.format(Locale.ROOT, "  = %.2f of bare", result.perSecond() / bare));
        return result.perSecond();
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static void prepare() throws SQLException {
        Database.shared();
        try (var connection = BackingServers.shared().postgres().connect("capsule_quotaunit");
                var statement = connection.createStatement()) {
            for (var sql : List.of(
                    "create table if not exists load_row (id int primary key, used bigint, reserved bigint, hard bigint)"
                            + " with (fillfactor = 50)",
                    "insert into load_row select i, 0, 0, 1::bigint << 50 from generate_series(0, 9999) i"
                            + " on conflict do nothing",
                    "grant select, update on load_row to capsule_quotaunit")) {
                statement.execute(sql);
            }
        }
    }
}
