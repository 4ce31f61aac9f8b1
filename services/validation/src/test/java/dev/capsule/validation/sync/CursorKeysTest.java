package dev.capsule.validation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.sync.SyncCursor;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.secret.ServerSecrets;
import dev.capsule.validation.transparency.Transparency;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CursorKeysTest extends ServiceTest {
    private static final String OLD = "01".repeat(32);
    private static final String NEW = "02".repeat(32);
    /** Of a tenant no other test uses. */
    private static final TenantId TENANT = new TenantId("rotation.localhost");

    private final SyncCursor cursor = new SyncCursor(UserId.generate(), Map.of(), 1);

    @Inject
    ServerSecrets secrets;

    @Inject
    Db db;

    @Inject
    Transparency transparency;

    @Inject
    Clock clock;

    @Test
    void shouldSignWithTheNewest_andAcceptTheOneBefore_whenRotated() {
        var first = fresh().getFirst();
        var early = cursor.encode(first);
        rotate(2);

        var rotated = fresh();
        assertThat(rotated).hasSize(2);
        assertThat(cursor.encode(rotated.getFirst())).isNotEqualTo(early);
        assertThat(SyncCursor.decode(early, cursor.subject(), rotated)).isEqualTo(cursor);
        rotate(3);
        var twice = fresh();
        assertThatThrownBy(() -> SyncCursor.decode(early, cursor.subject(), twice))
                .isInstanceOf(RefusalException.class);
        assertThat(SyncCursor.decode(cursor.encode(rotated.getFirst()), cursor.subject(), twice))
                .isEqualTo(cursor);
    }

    @Test
    void shouldHandOutCursorsOfTheNewestKeyAlone_whenThereAreTwo() {
        var rotated = new CursorKeys(Optional.of(List.of(NEW, OLD)), secrets);
        var caller = new Caller(TENANT, cursor.subject(), null, SessionId.generate());
        var early = cursor.encode(rotated.of(TENANT).getLast());

        var page = new SyncFeed(db, rotated, transparency, clock).page(caller, Optional.of(early), 1);

        var newest = rotated.of(TENANT).subList(0, 1);
        assertThat(SyncCursor.decode(page.nextCursor(), cursor.subject(), newest)
                        .subject())
                .isEqualTo(cursor.subject());
    }

    /** As instances that start together do: one secret is made, and all of them use that one. */
    @Test
    void shouldAgreeOnOneSecret_whenManyNeedTheFirstAtOnce() {
        var fresh = new TenantId("first.localhost");

        var seen = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> secrets.accepted(fresh, "sync-cursor")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(keys -> cursor.encode(keys.getFirst()))
                .toList();

        assertThat(seen).hasSize(8).containsOnly(seen.getFirst());
        assertThat(cursor.encode(secrets.accepted(fresh, "sync-cursor").getFirst()))
                .isEqualTo(seen.getFirst());
    }

    @Test
    void shouldTakeOneOrTwoKeys_whenConfigured() {
        var keys = new CursorKeys(Optional.of(List.of(NEW, OLD)), secrets).of(TENANT);

        var old = new CursorKeys(Optional.of(List.of(OLD)), secrets).of(TENANT).getFirst();
        assertThat(SyncCursor.decode(cursor.encode(old), cursor.subject(), keys))
                .isEqualTo(cursor);
        assertThat(cursor.encode(keys.getFirst())).isNotEqualTo(cursor.encode(old));
    }

    @Test
    void shouldNotStart_whenTheKeysAreNoKeys() {
        for (var bad : List.of(List.of(NEW, OLD, NEW), List.of("01".repeat(31)), List.of("xyz"))) {
            assertThatThrownBy(() -> new CursorKeys(Optional.of(bad), secrets))
                    .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
        }
    }

    /** What a service that has not looked yet finds. */
    private List<Secret> fresh() {
        return new CursorKeys(Optional.empty(), secrets).of(TENANT);
    }

    private static void rotate(int position) {
        Tables.execute("insert into server_secret (tenant_id, purpose, position, secret) values ('" + TENANT
                + "', 'sync-cursor', " + position + ", sha256('" + position + "'))");
    }
}
