package dev.capsule.service.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class DbTest {
    private static final TenantId HOME = new TenantId("home.localhost");
    private static final TenantId OTHER = new TenantId("other.localhost");
    private static final String INSERT = "insert into sample_effect (tenant_id, user_id, amount) values ($1, $2, $3)";
    private static final String SELECT = "select amount from sample_effect where user_id = $1";

    @Inject
    Db db;

    @Inject
    Pool pool;

    @Test
    void shouldHideRows_whenTheyBelongToAnotherTenant() {
        var user = UserId.generate();
        db.inTenant(HOME, tx -> tx.update(INSERT, HOME, user, 1L));

        assertThat(amounts(OTHER, user)).isEmpty();
        assertThat(amounts(HOME, user)).containsExactly(1L);
        assertThat(db.<List<Long>>asSystem(tx -> tx.list(SELECT, row -> row.getLong(0), user)))
                .containsExactly(1L);
    }

    @Test
    void shouldRefuseARow_whenItNamesAnotherTenant() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.inTenant(HOME, tx -> tx.update(INSERT, OTHER, user, 1L)))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void shouldForgetTheTenant_whenTheConnectionIsUsedAgain() {
        for (int i = 0; i < 50; i++) {
            db.asSystem(tx -> tx.one("select 1 as one", row -> row.getInteger(0)));
            String seen =
                    db.inTenant(HOME, tx -> tx.one("select current_setting('capsule.tenant')", row -> row.getString(0))
                            .orElseThrow());
            assertThat(seen).isEqualTo("home.localhost");
        }
    }

    @Test
    void shouldLeaveNothing_whenTheWorkThrows() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    tx.update(INSERT, HOME, user, 1L);
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(amounts(HOME, user)).isEmpty();
    }

    @Test
    void shouldFailTheTransaction_whenTheWorkSwallowsAFailedStatement() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    tx.update(INSERT, HOME, user, 1L);
                    assertThatThrownBy(() -> tx.update("insert into nowhere values (1)"))
                            .isInstanceOf(PgException.class);
                    return true;
                }))
                .isInstanceOf(PgException.class);

        assertThat(amounts(HOME, user)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldCommitInItsTenant_whenAStatementRunsAlone(Db.Flush flush) {
        var user = UserId.generate();

        var returned = db.one(HOME, flush, INSERT + " returning amount", row -> row.getLong(0), HOME, user, 5L);

        assertThat(returned).contains(5L);
        assertThat(amounts(HOME, user)).containsExactly(5L);
        assertThat(amounts(OTHER, user)).isEmpty();
    }

    @Test
    void shouldLeaveNoSettingBehind_whenAStatementRanAlone() {
        String setting = "select current_setting('synchronous_commit') || current_setting('capsule.tenant', true)";
        for (int i = 0; i < 50; i++) {
            assertThat(db.one(HOME, Db.Flush.FIRST, setting, row -> row.getString(0)))
                    .contains("onhome.localhost");
            assertThat(db.one(OTHER, Db.Flush.LATER, setting, row -> row.getString(0)))
                    .contains("offother.localhost");
            assertThat(settingsOfAPooledConnection()).isEqualTo("on");
        }
    }

    /** Asked without any of our settings: each call of {@code Db} makes its own, and would hide what another left. */
    private String settingsOfAPooledConnection() {
        return pool.query("select current_setting('synchronous_commit')"
                        + " || coalesce(current_setting('capsule.tenant', true), '')")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getString(0);
    }

    @Test
    void shouldLeaveNothing_whenAStatementFailsAlone() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.one(HOME, Db.Flush.LATER, INSERT, row -> row, OTHER, user, 1L))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("row-level security");

        assertThat(db.<List<Long>>asSystem(tx -> tx.list(SELECT, row -> row.getLong(0), user)))
                .isEmpty();
        assertThat(db.one(HOME, Db.Flush.LATER, INSERT + " returning amount", row -> row.getLong(0), HOME, user, 2L))
                .contains(2L);
    }

    @Test
    void shouldTellTheFirstFailure_whenAStatementWasSentAhead() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    tx.send(INSERT, OTHER, user, 1L);
                    return tx.update(INSERT, HOME, user, 2L);
                }))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    tx.send(INSERT, OTHER, user, 1L);
                    return true;
                }))
                .isInstanceOf(PgException.class)
                .hasMessageContaining("row-level security");

        assertThat(amounts(HOME, user)).isEmpty();
    }

    @Test
    void shouldKeepTheOrder_whenStatementsAreSentAhead() {
        var user = UserId.generate();

        db.inTenant(HOME, tx -> {
            tx.send(INSERT, HOME, user, 1L);
            tx.send("update sample_effect set amount = amount * 10 where user_id = $1", user);
            return tx.update("update sample_effect set amount = amount + 1 where user_id = $1", user);
        });

        assertThat(amounts(HOME, user)).containsExactly(11L);
    }

    @Test
    void shouldTryAgain_whenTwoTransactionsDeadlock() throws Exception {
        var first = UserId.generate();
        var second = UserId.generate();
        db.inTenant(HOME, tx -> tx.update(INSERT, HOME, first, 0L) + tx.update(INSERT, HOME, second, 0L));
        var bothHoldOne = new CountDownLatch(2);
        var attempts = new AtomicInteger();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = executor.submit(() -> crossUpdate(first, second, bothHoldOne, attempts));
            var two = executor.submit(() -> crossUpdate(second, first, bothHoldOne, attempts));
            assertThat(one.get() + two.get()).isEqualTo(4);
        }

        assertThat(attempts.get()).isGreaterThan(2);
        assertThat(amounts(HOME, first)).containsExactly(2L);
    }

    private int crossUpdate(UserId one, UserId two, CountDownLatch bothHoldOne, AtomicInteger attempts) {
        String add = "update sample_effect set amount = amount + 1 where user_id = $1";
        return db.inTenant(HOME, tx -> {
            attempts.incrementAndGet();
            int rows = tx.update(add, one);
            bothHoldOne.countDown();
            try {
                bothHoldOne.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return rows + tx.update(add, two);
        });
    }

    @Test
    void shouldBlameTheDatabase_whenAStatementIsTooSlow() {
        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    tx.one("select set_config('statement_timeout', '50', true)", row -> row.getString(0));
                    return tx.one("select pg_sleep(5)", row -> true);
                }))
                .isInstanceOf(DependencyUnavailableException.class);
    }

    @Test
    void shouldRecover_whenTheServerCutsEveryConnection() throws Exception {
        db.asSystem(tx -> tx.one("select 1 as one", row -> row.getInteger(0)));

        Admin.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'capsule_sample'");

        org.awaitility.Awaitility.await()
                .ignoreExceptionsInstanceOf(DependencyUnavailableException.class)
                .until(() -> db.asSystem(tx -> tx.one("select 7 as seven", row -> row.getInteger(0)))
                                .orElse(0)
                        == 7);
    }

    private List<Long> amounts(TenantId tenant, UserId user) {
        return db.inTenant(tenant, tx -> tx.list(SELECT, row -> row.getLong(0), user));
    }
}
