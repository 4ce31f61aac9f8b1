package dev.capsule.validation.sync;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /sync}. */
@Path("/sync")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class SyncResource {
    private static final int MAX_DIGITS = 9;

    private final SyncFeed feed;
    private final CurrentCaller caller;

    SyncResource(SyncFeed feed, CurrentCaller caller) {
        this.feed = feed;
        this.caller = caller;
    }

    @GET
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public SyncPage page(@QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
        return feed.page(caller.get(), Optional.ofNullable(cursor).filter(text -> !text.isEmpty()), limit(limit));
    }

    /** More than the most is served as the most. */
    private static int limit(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return SyncFeed.DEFAULT_LIMIT;
        }
        if (text.length() > MAX_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "limit is a whole number");
        }
        int number = Integer.parseInt(text);
        if (number == 0) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "limit is 1 or more");
        }
        return Math.min(number, SyncFeed.MAX_LIMIT);
    }
}
