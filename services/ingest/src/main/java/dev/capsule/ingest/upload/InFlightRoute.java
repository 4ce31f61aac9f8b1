package dev.capsule.ingest.upload;

import dev.capsule.protocol.internal.InFlightRequest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells validation how many sessions of an album still run, so that an upgrade cuts over with none left. */
@ApplicationScoped
class InFlightRoute implements InternalRoute {
    private static final String COUNT = """
            select count(*) as sessions from upload_sessions
            where tenant_id = $1 and album_id = $2 and status in ('Pending', 'Uploading', 'WaitingForProcessing')
            """;

    private final Db db;

    InFlightRoute(Db db) {
        this.db = db;
    }

    @Override
    public String path() {
        return InFlightRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = InFlightRequest.decode(body);
        long sessions = db.inTenant(request.tenant(), tx -> tx.one(
                        COUNT, row -> Columns.longValue(row, "sessions"), request.tenant(), request.album())
                .orElseThrow());
        return InternalReply.ok(InFlightRequest.reply(sessions));
    }
}
