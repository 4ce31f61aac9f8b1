package dev.capsule.validation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.internal.PeerRecordsReply.Answer;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Bus;
import dev.capsule.validation.fixture.Peer;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another transaction changes while one is under way: held back by a lock of this test until both are there. */
@QuarkusTest
class MeanwhileTest extends ServiceTest {
    private Person alice;

    @BeforeEach
    void publish() {
        alice = Person.named("alice").published();
    }

    /** The album is not what they meet at: an asset of a frozen one goes on in its fork. */
    @Test
    void shouldSeeThePurge_whenItCommitsWhileARestoreIsJudged() throws Exception {
        var asset = Asset.committed(Album.of(alice).created());
        asset.write(Action.DELETE);
        var restore = asset.draft(Action.TRASH_RESTORE, TestClock.now()).manifest();

        try (var purge = open("update asset set state = 'purged' where asset_id = '" + asset.id + "'")) {
            var answer = CompletableFuture.supplyAsync(() -> asset.post(restore));
            awaitWaiting("asset");
            purge.commit();

            var refusal = answer.get(30, TimeUnit.SECONDS);
            assertThat(refusal.statusCode()).isEqualTo(409);
            assertThat(refusal.asString()).contains(ReasonCode.ACTION_NOT_ALLOWED.name());
        }
        assertThat(Tables.count("asset where asset_id = '" + asset.id + "' and state = 'purged'"))
                .isOne();
    }

    /** Two albums, so no lock of an album keeps them apart: the second finds its step taken and is judged again. */
    @Test
    void shouldLetOneWin_whenTwoAlbumsTakeOneAssetIdAtOnce() throws Exception {
        var carol = Person.on(Peer.HOME, "carol").published();
        var remote = Album.of(carol).created();
        Peer.learn(remote, carol);
        var pulled = Asset.in(remote).draft(Action.CREATE, TestClock.now());
        var own = Asset.named(pulled.manifest().assetId(), Album.of(alice).created());
        var draft = own.create();

        try (var relay = open("lock table outbox in share mode")) {
            var first = CompletableFuture.supplyAsync(() -> Peer.send(Peer.current(pulled.manifest())));
            awaitWaiting("into outbox");
            Bus.send(Bus.bundle(own, draft));
            awaitWaiting("into manifest");
            relay.commit();

            assertThat(first.get(30, TimeUnit.SECONDS)).singleElement().isInstanceOf(Answer.Accepted.class);
        }
        assertThat(Bus.rejected(draft.manifest().hash()).code()).isEqualTo(ReasonCode.ASSET_EXISTS);
        assertThat(Tables.count("asset where asset_id = '" + own.id + "' and album_id = '" + remote.id + "'"))
                .isOne();
    }

    /** A transaction past the service that holds what the statement locks. */
    private static Connection open(String statement) throws SQLException {
        var connection = Tables.admin();
        connection.setAutoCommit(false);
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
        return connection;
    }

    private static void awaitWaiting(String statement) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (Tables.count("pg_stat_activity where wait_event_type = 'Lock' and query like '%" + statement + "%'")
                == 0) {
            assertThat(System.nanoTime()).as("waiting: " + statement).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
