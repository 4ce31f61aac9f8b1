package dev.capsule.validation.upgrade;

import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.directory.DirectoryStore;
import dev.capsule.validation.gate.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Begins upgrades and says how far they are. The cutover itself is an attestation, the fork a new album. */
@ApplicationScoped
public class Upgrades {
    private final Db db;
    private final InFlight inFlight;
    private final Clock clock;

    Upgrades(Db db, InFlight inFlight, Clock clock) {
        this.db = db;
        this.inFlight = inFlight;
        this.clock = clock;
    }

    /** @return whether the intent is new, rather than the one already in force */
    boolean begin(Caller caller, AlbumId album, UpgradeIntent intent) {
        var tenant = caller.tenant();
        return db.inTenant(tenant, tx -> {
            lock(tx, tenant, album);
            var subject = new IntentCase(
                    caller.user(),
                    DirectoryStore.isSuspended(tx, tenant, caller.user()),
                    album,
                    intent,
                    UpgradeStore.role(tx, tenant, album, caller.user()),
                    UpgradeStore.device(tx, tenant, caller.user(), intent.proposerDevice()),
                    UpgradeStore.state(tx, tenant, album),
                    now());
            switch (IntentRules.RULES.judge(subject)) {
                case Verdict.Rejected(var refusal) -> throw refusal.asException();
                case Verdict.Duplicate duplicate -> throw new IllegalStateException("intents have no receipts");
                case Verdict.Accepted accepted -> {}
            }
            if (subject.isRepeated()) {
                return false;
            }
            UpgradeStore.begin(tx, tenant, intent);
            return true;
        });
    }

    private static void lock(Tx tx, TenantId tenant, AlbumId album) {
        tx.list(
                "select 1 from album_state where tenant_id = $1 and album_id = $2 for update",
                Function.identity(),
                tenant,
                album);
    }

    /** For members; a stranger learns nothing. */
    UpgradeStatus status(Caller caller, AlbumId album) {
        var state = db.inTenant(caller.tenant(), tx -> UpgradeStore.role(tx, caller.tenant(), album, caller.user())
                .flatMap(role -> UpgradeStore.state(tx, caller.tenant(), album)));
        var present = state.orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
        var now = now();
        Optional<UpgradeState.Pending> pending = present.pending();
        return new UpgradeStatus(
                present.phase(now).word(),
                pending.map(UpgradeState.Pending::intent).orElse(null),
                present.phase(now) == Phase.QUIESCING ? inFlight.sessions(caller.tenant(), album) : 0,
                pending.map(UpgradeState.Pending::deadline).map(Timestamp::new).orElse(null));
    }

    private Instant now() {
        return new Timestamp(clock.instant()).instant();
    }
}
