package dev.capsule.ingest.upload;

import dev.capsule.protocol.event.BlobsReleased;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.service.db.Tx;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Sets the declared bytes of a session aside at quota, and gives them back when it ends without a commit. */
@ApplicationScoped
public class Reservations {
    private static final Logger LOG = Logger.getLogger(Reservations.class);

    /**
     * How long a reservation outlives its session: bytes completed in the last second are still landing, and quota hears
     * of them through Kafka. Sessions that end otherwise give theirs back at once.
     */
    private static final Duration LANDING = Duration.ofHours(24);

    /** Far longer than a call to quota and the transaction after it may take. */
    private static final Duration ABANDONED = Duration.ofMinutes(5);

    private final InternalClient client;
    private final SessionIntents intents;
    private final Outbox outbox;
    private final Clock clock;
    private final boolean enforced;

    Reservations(
            InternalClient client,
            SessionIntents intents,
            Outbox outbox,
            Clock clock,
            @ConfigProperty(name = "capsule.quota.internal-url") Optional<String> quotaUrl) {
        this.client = client;
        this.intents = intents;
        this.outbox = outbox;
        this.clock = clock;
        enforced = quotaUrl.isPresent();
        if (!enforced) {
            LOG.warn("capsule.quota.internal-url is not set: uploads are not counted against any limit");
        }
    }

    /**
     * Idempotent by upload id.
     *
     * @throws dev.capsule.protocol.reason.RefusalException QUOTA_EXCEEDED and the like
     * @throws dev.capsule.service.problem.DependencyUnavailableException if quota can't be asked
     */
    void reserve(Session session) {
        if (enforced) {
            var request = new ReservationRequest(
                    session.tenant(),
                    session.owner(),
                    session.id(),
                    session.content().role(),
                    session.size(),
                    new Timestamp(session.expiresAt().plus(LANDING)));
            client.call("quota", ReservationRequest.PATH, request.encode());
        }
    }

    /** Tells, with the transaction's commit, that the session ended without one of its own. */
    public void release(Tx tx, Session session) {
        release(tx, session.tenant(), session.owner(), session.id(), session.size());
    }

    private void release(Tx tx, TenantId tenant, UserId owner, UploadId upload, long size) {
        outbox.append(tx, new BlobsReleased(EventHead.now(tenant, clock), owner, upload, size));
    }

    /**
     * Gives back what may be reserved for sessions that never came to be and that nobody has asked for since.
     *
     * @param limit at most so many
     * @return how many
     */
    public int releaseAbandoned(Tx tx, int limit) {
        var abandoned = intents.abandoned(tx, clock.instant().minus(ABANDONED), limit);
        abandoned.forEach(a -> release(tx, a.tenant(), a.owner(), a.upload(), a.size()));
        return abandoned.size();
    }
}
