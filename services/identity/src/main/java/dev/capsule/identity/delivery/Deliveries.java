package dev.capsule.identity.delivery;

import dev.capsule.identity.account.AccountStore;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.internal.InternalClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Relays deliveries: bounded per recipient and per sender, kept until acknowledged or {@link DeliveryPurge} comes. */
@ApplicationScoped
class Deliveries {
    static final int PAGE = 100;
    private static final int MAX_PER_RECIPIENT = 5_000;
    private static final int MAX_PER_SENDER = 20_000;

    private final Db db;
    private final AccountStore accounts;
    private final InternalClient neighbours;
    private final Clock clock;

    Deliveries(Db db, AccountStore accounts, InternalClient neighbours, Clock clock) {
        this.db = db;
        this.accounts = accounts;
        this.neighbours = neighbours;
        this.clock = clock;
    }

    /** @param isNew false if the very same object already waits */
    record Sent(DeliveryId id, boolean isNew) {}

    record Waiting(DeliveryId id, Bytes object) {}

    /**
     * Stores a delivery, if validation says that its recipient may have it: only validation knows members and devices.
     *
     * @throws RefusalException CREATOR_MISMATCH; ALBUM_NOT_WRITABLE unless sender and recipient are members;
     *     DEVICE_UNKNOWN, DEVICE_REVOKED; NOT_FOUND for a recipient without an account; RATE_LIMITED when there is no room
     * @throws dev.capsule.service.problem.DependencyUnavailableException if validation does not say
     */
    Sent send(Caller caller, AmkDelivery delivery) {
        boolean ownDevice = caller.device() == null || caller.device().equals(delivery.senderDevice());
        if (!delivery.sender().equals(caller.user()) || !ownDevice) {
            throw new RefusalException(ReasonCode.CREATOR_MISMATCH);
        }
        requireRecipient(caller.tenant(), delivery);
        return db.inTenant(caller.tenant(), tx -> send(tx, caller.tenant(), delivery));
    }

    private void requireRecipient(TenantId tenant, AmkDelivery delivery) {
        neighbours.call(
                "validation",
                DeliveryRecipientRequest.PATH,
                new DeliveryRecipientRequest(
                                tenant,
                                delivery.album(),
                                delivery.sender(),
                                delivery.recipient(),
                                delivery.recipientDevice())
                        .encode());
    }

    private Sent send(Tx tx, TenantId tenant, AmkDelivery delivery) {
        if (!accounts.exists(tx, tenant, delivery.recipient())) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        var waiting = tx.one(
                "select delivery_id from delivery where tenant_id = $1 and recipient_user = $2 and object_hash = $3",
                row -> new DeliveryId(row.getUUID(0)),
                tenant,
                delivery.recipient(),
                delivery.bytes().sha256());
        if (waiting.isPresent()) {
            return new Sent(waiting.get(), false);
        }
        requireRoom(tx, "recipient_user", tenant, delivery.recipient().value(), MAX_PER_RECIPIENT);
        requireRoom(tx, "sender_user", tenant, delivery.sender().value(), MAX_PER_SENDER);
        var id = new DeliveryId(UuidV7.at(clock.millis()));
        boolean inserted = tx.update(
                        """
                        insert into delivery (tenant_id, delivery_id, recipient_user, recipient_device, sender_user,
                          object_hash, object, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
                        """,
                        tenant,
                        id.value(),
                        delivery.recipient(),
                        delivery.recipientDevice(),
                        delivery.sender(),
                        delivery.bytes().sha256(),
                        delivery.bytes(),
                        clock.instant())
                == 1;
        return new Sent(id, inserted);
    }

    private static void requireRoom(Tx tx, String column, TenantId tenant, java.util.UUID user, int most) {
        long count = tx.one(
                        "select count(*) from (select 1 from delivery where tenant_id = $1 and " + column
                                + " = $2 limit $3) waiting",
                        row -> row.getLong(0),
                        tenant,
                        user,
                        most)
                .orElse(0L);
        if (count >= most) {
            throw new RefusalException(ReasonCode.RATE_LIMITED, "Too many deliveries wait already");
        }
    }

    /** The oldest {@value #PAGE} for the caller's device; for all devices of the user when the session has none. */
    List<Waiting> fetch(Caller caller) {
        return db.inTenant(
                caller.tenant(),
                tx -> tx.list(
                        """
                select delivery_id, object from delivery
                where tenant_id = $1 and recipient_user = $2 and ($3::uuid is null or recipient_device = $3)
                order by created_at, delivery_id limit $4
                """,
                        row -> new Waiting(
                                new DeliveryId(row.getUUID("delivery_id")), Columns.byteString(row, "object")),
                        caller.tenant(),
                        caller.user(),
                        caller.device(),
                        PAGE));
    }

    /** @throws RefusalException NOT_FOUND, also for what waits for another user */
    void acknowledge(Caller caller, DeliveryId delivery) {
        int removed = db.inTenant(
                caller.tenant(),
                tx -> tx.update(
                        "delete from delivery where tenant_id = $1 and recipient_user = $2 and delivery_id = $3",
                        caller.tenant(),
                        caller.user(),
                        delivery.value()));
        if (removed == 0) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
