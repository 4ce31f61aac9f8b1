package dev.capsule.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Admin;
import dev.capsule.service.db.Db;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class OneRelayTest {
    private static final TenantId HOME = new TenantId("home.localhost");

    @Inject
    Db db;

    @Inject
    Outbox outbox;

    @Test
    void shouldLeaveTheRowsAlone_whileAnotherInstanceRelays() throws Exception {
        var user = UserId.generate();
        try (var other = Admin.connect()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + OutboxRelay.LOCK + ")");
            }

            db.inTenant(HOME, tx -> {
                outbox.append(tx, new SessionsRevoked(EventHead.now(HOME, Clock.systemUTC()), user, 5));
                return true;
            });

            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> waiting(user) == 1);
            other.rollback();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> waiting(user) == 0);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(handled(user)).isEqualTo(1));
    }

    private long waiting(UserId user) {
        return count("select count(*) from outbox where convert_from(key, 'UTF8') like '%' || $1", user.toString());
    }

    private long handled(UserId user) {
        return count("select count(*) from sample_effect where user_id::text = $1", user.toString());
    }

    private long count(String sql, String parameter) {
        return db.asSystem(tx -> tx.one(sql, row -> row.getLong(0), parameter)).orElseThrow();
    }
}
