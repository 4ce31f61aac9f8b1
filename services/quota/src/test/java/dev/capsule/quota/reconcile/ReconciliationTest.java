package dev.capsule.quota.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures are falsified by hand; the facts are what they were. */
class ReconciliationTest {
    private final World world = new World(Settings.limits(800, 1000));
    private final Ledger ledger = new Ledger(world);
    private final UserId user = UserId.generate();

    @BeforeEach
    void store() {
        world.deliver(ledger.committed(
                user,
                new AlbumId(UUID.randomUUID()),
                new AssetId(UuidV7.generate()),
                ChangeKind.CREATED,
                List.of(Ledger.blob(BlobRole.ORIGINAL, "o" + user, 300)),
                List.of()));
        world.reserve(user, 50);
    }

    @Test
    void shouldFindNothing_whenNothingIsWrong() {
        var report = world.comparison.report(world.tenant);

        assertThat(report.drifts()).isEmpty();
        assertThat(report.accounts()).isOne();
        assertThat(report.blobs()).isOne();
    }

    @Test
    void shouldFindAndRepair_whenATotalIsWrong() {
        falsify("update account set used = used + 7 where user_id = $1");

        assertThat(world.comparison.report(world.tenant).drifts())
                .containsExactly(new Drift("used", user, null, "", 367, 360));
        assertRepaired();
    }

    @Test
    void shouldFindAndRepair_whenASumIsWrong() {
        falsify("update usage set bytes = bytes - 9 where user_id = $1 and role = 'original'");

        assertThat(world.comparison.report(world.tenant).drifts())
                .extracting(Drift::kind)
                .containsExactlyInAnyOrder("usage", "used");
        assertRepaired();
    }

    @Test
    void shouldFindAndRepair_whenReservedBytesLeaked() {
        falsify("update account set reserved = reserved + 11 where user_id = $1");

        assertThat(world.comparison.report(world.tenant).bytes()).isEqualTo(11);
        assertRepaired();
    }

    @Test
    void shouldFindAndRepair_whenNobodyIsChargedForABlob() {
        falsify("update charge set payer_id = null, role = null where payer_id = $1");

        assertThat(world.comparison.report(world.tenant).drifts())
                .extracting(Drift::kind)
                .contains("charge", "usage");
        assertRepaired();
    }

    @Test
    void shouldChangeNothing_whenOnlyCompared() {
        falsify("update account set used = used + 7 where user_id = $1");

        world.comparison.report(world.tenant);

        assertThat(world.figures(user).used()).isEqualTo(367);
    }

    private void assertRepaired() {
        var done = world.repair.run(world.tenant, "ticket 4711");

        assertThat(done.repaired()).isTrue();
        assertThat(world.comparison.report(world.tenant).drifts()).isEmpty();
        assertThat(world.figures(user).used()).isEqualTo(360);
        assertThat(world.figures(user).reserved()).isEqualTo(50);
        var lines = world.db.inTenant(world.tenant, tx -> world.audit.page(tx, world.tenant, Optional.empty()));
        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.action()).endsWith("repaired");
            assertThat(line.detail()).endsWith("ticket 4711");
        });
    }

    private void falsify(String sql) {
        int rows = world.db.inTenant(world.tenant, tx -> tx.update(sql, user));
        assertThat(rows).isPositive();
    }
}
