package dev.capsule.quota.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.QuotaStateChanged;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.limit.LimitSource;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.Policy;
import dev.capsule.quota.reservation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserSettingsTest {
    private final World world = new World(Settings.limits(800, 1000));
    private final Ledger ledger = new Ledger(world);
    private final UserId user = UserId.generate();
    private final UserId sponsor = UserId.generate();

    @Test
    void shouldTakeTheNearestLimit_whenSeveralAreSet() {
        assertThat(hard()).isEqualTo(1000);

        policy(new Policy(Optional.of(Limits.of(null, 700L)), OptionalLong.empty()));
        assertThat(hard()).isEqualTo(700);

        int tiers = world.db.inTenant(world.tenant, tx -> {
            world.limits.setTier(tx, world.tenant, "gold", Limits.of(null, 5000L));
            return 1;
        });
        assertThat(tiers).isOne();
        world.settings.tier(world.tenant, user, Optional.of("gold"));
        assertThat(hard()).isEqualTo(5000);

        world.settings.limits(world.tenant, user, Optional.of(Limits.of(null, 60L)));
        assertThat(hard()).isEqualTo(60);
        assertThat(world.figures(user).source()).isEqualTo(LimitSource.OVERRIDE);

        world.settings.limits(world.tenant, user, Optional.of(Limits.UNLIMITED));
        assertThat(world.figures(user).limits().hard()).isEmpty();

        world.settings.limits(world.tenant, user, Optional.empty());
        world.settings.tier(world.tenant, user, Optional.empty());
        assertThat(hard()).isEqualTo(700);
    }

    @Test
    void shouldRefuse_whenTheTierDoesNotExist() {
        assertThatThrownBy(() -> world.settings.tier(world.tenant, user, Optional.of("platinum")))
                .isInstanceOf(RefusalException.class);
        assertThat(lines()).isEmpty();
    }

    @Test
    void shouldChangeTheStateAtOnce_whenTheLimitOfTheUserIsLowered() {
        store(user, 500);

        world.settings.limits(world.tenant, user, Optional.of(Limits.of(null, 500L)));

        assertThat(world.announced).extracting(QuotaStateChanged::state).containsExactly("HardExceeded");
        assertThat(world.reserve(user, 1)).isInstanceOf(Verdict.Refused.class);
        world.settings.limits(world.tenant, user, Optional.empty());
        assertThat(world.announced).extracting(QuotaStateChanged::state).containsExactly("HardExceeded", "OK");
    }

    @Test
    void shouldAnnounceInTheSweep_whenTheLimitOfTheTenantIsLowered() {
        store(user, 500);
        policy(new Policy(Optional.of(Limits.of(100L, 200L)), OptionalLong.empty()));

        assertThat(world.figures(user).state().wireName()).isEqualTo("HardExceeded");
        assertThat(world.announced).isEmpty();
        assertThat(world.states.sweep()).isPositive();

        assertThat(world.announced).extracting(QuotaStateChanged::state).containsExactly("HardExceeded");
        world.clock.forward(Duration.ofDays(15));
        world.states.sweep();
        assertThat(world.announced)
                .extracting(QuotaStateChanged::state)
                .containsExactly("HardExceeded", "GraceExpired");
        assertThat(world.states.sweep()).isZero();
    }

    @Test
    void shouldLookAtTheAccountsOfATenantOnce_whenItsLimitsWereMoved() {
        store(user, 500);
        world.states.sweep();
        policy(new Policy(Optional.of(Limits.of(100L, 200L)), OptionalLong.empty()));

        assertThat(world.states.sweep()).isOne();
        assertThat(world.states.sweep()).isZero();
        policy(Policy.NONE);
        assertThat(world.states.sweep()).isOne();

        assertThat(world.announced).extracting(QuotaStateChanged::state).containsExactly("HardExceeded", "OK");
    }

    @Test
    void shouldFollowTheInstallation_whenItStartsWithOtherLimits() {
        store(user, 500);
        var lower = new World(Settings.limits(100, 200), world.tenant);

        assertThat(lower.states.sweep()).isPositive();

        // the database is that of all tests
        assertThat(lower.announced)
                .filteredOn(changed -> changed.user().equals(user))
                .extracting(QuotaStateChanged::state)
                .containsExactly("HardExceeded");
    }

    @Test
    void shouldBillTheSponsor_forWhatIsStoredAlreadyAndForWhatComes() {
        store(user, 300);
        world.reserve(user, 100);
        store(sponsor, 200);

        world.settings.sponsor(world.tenant, user, Optional.of(sponsor));

        assertThat(world.figures(sponsor).used()).isEqualTo(500 + 2L * Ledger.RECORD);
        assertThat(world.figures(sponsor).reserved()).isEqualTo(100);
        assertThat(world.figures(user).used()).isEqualTo(300 + Ledger.RECORD);
        assertThat(world.figures(user).reserved()).isEqualTo(100);

        // 1000 - 500 - 120 - 100 are left for both
        assertThat(world.reserve(user, 281)).isInstanceOf(Verdict.Refused.class);
        assertThat(world.reserve(user, 280)).isInstanceOf(Verdict.Granted.class);
        assertThat(world.reserve(sponsor, 1)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void shouldNotTellTheSponsorsFigures_whenTheSponsoredUserIsRefused() {
        store(sponsor, 900);
        world.settings.sponsor(world.tenant, user, Optional.of(sponsor));

        var refused = (Verdict.Refused) world.reserve(user, 200);

        assertThat(refused.refusal().code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(refused.refusal().members())
                .containsEntry("full", "sponsor")
                .doesNotContainKeys("used", "reserved", "hard_limit", "excess");
    }

    @Test
    void shouldBillEverybodyForTheirOwn_whenTheSponsorshipEnds() {
        store(user, 300);
        store(sponsor, 200);
        world.settings.sponsor(world.tenant, user, Optional.of(sponsor));

        world.settings.sponsor(world.tenant, user, Optional.empty());

        assertThat(world.figures(sponsor).used()).isEqualTo(200 + Ledger.RECORD);
        assertThat(world.figures(user).used()).isEqualTo(300 + Ledger.RECORD);
        assertThat(world.comparison.report(world.tenant).found()).isZero();
    }

    @Test
    void shouldRefuseChains_whenSponsorsAreSponsored() {
        var third = UserId.generate();
        world.settings.sponsor(world.tenant, user, Optional.of(sponsor));

        assertThatThrownBy(() -> world.settings.sponsor(world.tenant, third, Optional.of(user)))
                .isInstanceOf(RefusalException.class);
        assertThatThrownBy(() -> world.settings.sponsor(world.tenant, sponsor, Optional.of(third)))
                .isInstanceOf(RefusalException.class);
        assertThatThrownBy(() -> world.settings.sponsor(world.tenant, third, Optional.of(third)))
                .isInstanceOf(RefusalException.class);
    }

    @Test
    void shouldWriteALine_forEachChange() {
        world.settings.suspension(world.tenant, user, Optional.of("abuse report 17"));
        world.settings.suspension(world.tenant, user, Optional.empty());

        assertThat(lines()).containsExactly("suspension lifted ", "suspended abuse report 17");
    }

    private long hard() {
        return world.figures(user).limits().hard().orElseThrow();
    }

    private void policy(Policy policy) {
        int set = world.db.inTenant(world.tenant, tx -> {
            world.limits.set(tx, world.tenant, policy);
            return 1;
        });
        assertThat(set).isOne();
    }

    private void store(UserId of, long bytes) {
        world.deliver(ledger.committed(
                of,
                new AlbumId(UUID.randomUUID()),
                new AssetId(UuidV7.generate()),
                ChangeKind.CREATED,
                List.of(Ledger.blob(BlobRole.ORIGINAL, "of-" + of + bytes, bytes)),
                List.of()));
    }

    private List<String> lines() {
        return world.db.inTenant(world.tenant, tx -> world.audit.page(tx, world.tenant, Optional.empty())).stream()
                .map(line -> line.action() + " " + line.detail())
                .toList();
    }
}
