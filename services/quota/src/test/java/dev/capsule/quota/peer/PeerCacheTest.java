package dev.capsule.quota.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.internal.PeerCacheRequest.Change;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.fixture.Ledger;
import dev.capsule.quota.fixture.Settings;
import dev.capsule.quota.fixture.World;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.usage.UsageRole;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Scenario S35: many peers exhaust the storage of a user. Sizes in MB stand for themselves. */
class PeerCacheTest {
    private final World world = new World(Settings.limits(90, 100));
    private final Ledger ledger = new Ledger(world);
    private final UserId user = UserId.generate();

    @Test
    void shouldStopAtAQuarter_whenOnePeerSendsMore() {
        for (int i = 0; i < 25; i++) {
            assertThat(world.peers.hold(hold("x.example", "x" + i, 1))).isOne();
        }

        assertThatThrownBy(() -> world.peers.hold(hold("x.example", "one more", 5)))
                .asInstanceOf(InstanceOfAssertFactories.type(RefusalException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ReasonCode.QUOTA_PEER_CACHE_EXCEEDED);
                    assertThat(e.refusal().members())
                            .containsEntry("full", "peer_cache")
                            .containsEntry("used", 25L)
                            .containsEntry("hard_limit", 25L)
                            .containsEntry("excess", 5L);
                });
        assertThat(cached()).isEqualTo(25);
    }

    @Test
    void shouldNeverExceedTheHardLimit_whenManyPeersUseTheirShare() {
        world.reserve(user, 10);
        int refused = 0;
        for (var peer : List.of("a.example", "b.example", "c.example", "d.example", "e.example")) {
            for (int i = 0; i < 25; i++) {
                try {
                    world.peers.hold(hold(peer, peer + i, 1));
                } catch (RefusalException e) {
                    assertThat(e.code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
                    refused++;
                }
            }
        }

        assertThat(cached()).isEqualTo(90);
        assertThat(refused).isEqualTo(35);
    }

    @Test
    void shouldHoldTheCap_whenTheSamePeerIsAskedInParallel() {
        IntStream.range(0, 60).parallel().forEach(i -> {
            try {
                world.peers.hold(hold("x.example", "p" + i, 1));
            } catch (RefusalException e) {
                assertThat(e.code()).isEqualTo(ReasonCode.QUOTA_PEER_CACHE_EXCEEDED);
            }
        });

        assertThat(cached()).isEqualTo(25);
    }

    @Test
    void shouldChargeNothing_whenTheServerHasTheBlobAlready() {
        var owner = UserId.generate();
        world.deliver(ledger.committed(
                owner,
                new AlbumId(UUID.randomUUID()),
                new AssetId(UuidV7.generate()),
                ChangeKind.CREATED,
                List.of(Ledger.blob(BlobRole.ORIGINAL, "held", 40)),
                List.of()));

        assertThat(world.peers.hold(hold("x.example", "held", 40))).isZero();
        assertThat(cached()).isZero();
    }

    @Test
    void shouldCountOnce_whenTheSameCopyIsHeldAgain() {
        assertThat(world.peers.hold(hold("x.example", "c", 20))).isEqualTo(20);
        assertThat(world.peers.hold(hold("x.example", "c", 20))).isZero();

        assertThat(cached()).isEqualTo(20);
    }

    @Test
    void shouldCreditTheBytes_whenACopyIsEvicted() {
        world.peers.hold(hold("x.example", "c", 20));

        world.peers.evict(new PeerCacheRequest(
                Change.EVICT, world.tenant, user, new TenantId("x.example"), Ledger.hash("c"), 20));

        assertThat(cached()).isZero();
        assertThat(world.peers.hold(hold("x.example", "d", 25))).isEqualTo(25);
    }

    @Test
    void shouldMoveTheCostToTheNext_whenTheFirstRequesterLeaves() {
        var next = UserId.generate();
        world.peers.hold(hold("x.example", "c", 20));
        world.peers.hold(
                new PeerCacheRequest(Change.HOLD, world.tenant, next, new TenantId("x.example"), Ledger.hash("c"), 20));

        world.peers.evict(hold("x.example", "c", 20));

        assertThat(cached()).isZero();
        assertThat(world.figures(next).byRole()).containsEntry(UsageRole.PEER_CACHE, 20L);
    }

    @Test
    void shouldRefuse_whenTheAccountIsSuspended() {
        world.settings.suspension(world.tenant, user, Optional.of("test"));

        assertThatThrownBy(() -> world.peers.hold(hold("x.example", "c", 1))).hasMessageContaining("ACCOUNT_SUSPENDED");
        assertThat(cached()).isZero();
    }

    @Test
    void shouldFallBackToAFixedCap_whenThereIsNoLimit() {
        assertThat(world.peers.cap(Limits.UNLIMITED)).isEqualTo(50L << 30);
        assertThat(world.peers.cap(Limits.of(null, 103L))).isEqualTo(25);
    }

    private PeerCacheRequest hold(String peer, String content, long size) {
        return new PeerCacheRequest(Change.HOLD, world.tenant, user, new TenantId(peer), Ledger.hash(content), size);
    }

    private long cached() {
        return world.figures(user).byRole().getOrDefault(UsageRole.PEER_CACHE, 0L);
    }
}
