package dev.capsule.validation.directory;

import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.event.DirectoryCommitted;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Publishes directories and hands out the latest. */
@ApplicationScoped
public class Directories {
    private final Db db;
    private final Outbox outbox;
    private final Clock clock;

    Directories(Db db, Outbox outbox, Clock clock) {
        this.db = db;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Publishes the next version, or refuses with the code of the first rule that fails. */
    void publish(Caller caller, UserId path, DeviceDirectory directory) {
        boolean signed = SignatureChecks.verifies(directory::verify);
        db.inTenant(caller.tenant(), tx -> {
            DirectoryStore.lock(tx, caller.tenant(), caller.user());
            var stored =
                    DirectoryStore.latest(tx, caller.tenant(), caller.user()).map(DirectoryStore.Latest::decode);
            switch (DirectoryRules.RULES.judge(new DirectoryCase(caller.user(), path, directory, stored, signed))) {
                case Verdict.Rejected(var refusal) -> throw refusal.asException();
                case Verdict.Accepted accepted -> commit(tx, caller.tenant(), directory);
                case Verdict.Duplicate duplicate ->
                    throw new IllegalStateException("publishing a directory is not idempotent");
            }
            return directory.version();
        });
    }

    private void commit(Tx tx, TenantId tenant, DeviceDirectory directory) {
        var now = new Timestamp(clock.instant());
        DirectoryStore.insert(tx, tenant, directory, now);
        outbox.append(
                tx,
                new DirectoryCommitted(
                        new EventHead(EventId.generate(), tenant, now),
                        directory.user(),
                        directory.version(),
                        directory.hash()));
    }

    /** Any user of the tenant may read any directory of it. */
    Optional<DirectoryStore.Latest> latest(TenantId tenant, UserId user) {
        return db.inTenant(tenant, tx -> DirectoryStore.latest(tx, tenant, user));
    }
}
