package dev.capsule.validation.peer;

import dev.capsule.protocol.internal.PeerRecordsReply;
import dev.capsule.protocol.internal.PeerRecordsRequest;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;

/** Takes what federation has pulled. */
@ApplicationScoped
public class PeerRecordsRoute implements InternalRoute {
    private final PeerRecords records;

    PeerRecordsRoute(PeerRecords records) {
        this.records = records;
    }

    @Override
    public String path() {
        return PeerRecordsRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        return InternalReply.ok(new PeerRecordsReply(records.commit(PeerRecordsRequest.decode(body))).encode());
    }
}
