package dev.capsule.quota.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many at once for what is left. */
class LastSlotTest {
    private static final int PARALLEL = 200;

    @Test
    void shouldGrantExactlyOne_when200TransactionsWantTheLastSlot() throws Exception {
        // each in a transaction of its own: what several instances of the service do
        race(world -> request -> world.reserve(request));
    }

    @Test
    void shouldGrantExactlyOne_when200CallersAreDecidedTogether() throws Exception {
        race(world -> world.reservations.together(world.tenant)::run);
    }

    private interface Way {
        Verdict reserve(dev.capsule.protocol.internal.ReservationRequest request);
    }

    private static void race(java.util.function.Function<World, Way> ways) throws Exception {
        var world = new World(Settings.limits(800, 1000));
        var user = UserId.generate();
        world.reserve(user, 900);
        var way = ways.apply(world);
        var watcher = new Watcher(world, user);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var watching = pool.submit(watcher);
            var start = new CountDownLatch(1);
            var attempts = new ArrayList<Future<Verdict>>();
            for (int i = 0; i < PARALLEL; i++) {
                attempts.add(pool.submit(() -> {
                    start.await();
                    return way.reserve(
                            world.request(user, World.upload(), BlobRole.ORIGINAL, 100, java.time.Duration.ofHours(1)));
                }));
            }
            start.countDown();
            int granted = 0;
            for (var attempt : attempts) {
                granted += attempt.get() instanceof Verdict.Granted ? 1 : 0;
            }
            watcher.stop.set(true);
            assertThat(watching.get()).as("samples").isGreaterThan(3);
            assertThat(granted).isOne();
        }
        assertThat(watcher.violations).isEmpty();
        assertThat(world.figures(user).reserved()).isEqualTo(1000);
    }

    /** Samples the row itself, not the figures. */
    private static final class Watcher implements Callable<Integer> {
        private final World world;
        private final UserId user;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final AtomicInteger samples = new AtomicInteger();
        private final List<Long> violations = new ArrayList<>();

        Watcher(World world, UserId user) {
            this.world = world;
            this.user = user;
        }

        @Override
        public Integer call() {
            do {
                var account = world.db.inTenant(
                        world.tenant,
                        tx -> world.accountStore.find(tx, world.tenant, user).orElseThrow());
                if (account.used() + account.reserved() > 1000) {
                    violations.add(account.used() + account.reserved());
                }
                samples.incrementAndGet();
            } while (!stop.get() || samples.get() < 5);
            return samples.get();
        }
    }
}
