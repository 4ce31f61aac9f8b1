package dev.capsule.validation.admission;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Answers identity whether an album key may be delivered (wire-formats 8): between members, to a device still in use. */
@ApplicationScoped
public class DeliveryRecipientRoute implements InternalRoute {
    private static final String RECIPIENT = """
            select d.device_id is not null as listed, coalesce(d.revoked_at <= $6, false) as revoked
            from album_member recipient
            join album_member sender
              on sender.tenant_id = recipient.tenant_id and sender.album_id = recipient.album_id and sender.user_id = $3
            left join device d
              on d.tenant_id = recipient.tenant_id and d.user_id = recipient.user_id and d.device_id = $5
            where recipient.tenant_id = $1 and recipient.album_id = $2 and recipient.user_id = $4
            """;

    private final Db db;
    private final Clock clock;

    DeliveryRecipientRoute(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    private record Device(boolean listed, boolean revoked) {}

    @Override
    public String path() {
        return DeliveryRecipientRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = DeliveryRecipientRequest.decode(body);
        var device = db.inTenant(
                        request.tenant(),
                        tx -> tx.one(
                                RECIPIENT,
                                row -> new Device(Columns.bool(row, "listed"), Columns.bool(row, "revoked")),
                                request.tenant(),
                                request.album(),
                                request.sender(),
                                request.recipient(),
                                request.recipientDevice(),
                                new Timestamp(clock.instant())))
                // one answer for no album, no member and no sender: which of them it is, is not told
                .orElseThrow(() -> new RefusalException(
                        ReasonCode.ALBUM_NOT_WRITABLE, "Sender and recipient must be members of the album"));
        if (!device.listed()) {
            throw new RefusalException(ReasonCode.DEVICE_UNKNOWN);
        }
        if (device.revoked()) {
            throw new RefusalException(ReasonCode.DEVICE_REVOKED);
        }
        return InternalReply.empty();
    }
}
