package dev.capsule.identity.delivery;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MaxBody;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /deliveries}: send to a device, fetch one's own, acknowledge. */
@Path("/deliveries")
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class DeliveryResource {
    private final Deliveries deliveries;
    private final CurrentCaller caller;

    DeliveryResource(Deliveries deliveries, CurrentCaller caller) {
        this.deliveries = deliveries;
        this.caller = caller;
    }

    public record Accepted(UUID deliveryId) {}

    public record Page(List<Item> deliveries, boolean hasMore) {}

    public record Item(UUID deliveryId, Bytes delivery) {}

    @POST
    @SignedWrite
    @MaxBody(AmkDelivery.MAX_BYTES)
    @RolesAllowed(Roles.ACCESS)
    public Response send(byte[] body) {
        var sent = deliveries.send(caller.get(), AmkDelivery.decode(body));
        return Response.status(sent.isNew() ? 201 : 200)
                .entity(new Accepted(sent.id().value()))
                .build();
    }

    @GET
    @RolesAllowed(Roles.ACCESS)
    public Page fetch() {
        var items = deliveries.fetch(caller.get()).stream()
                .map(waiting -> new Item(waiting.id().value(), waiting.object()))
                .toList();
        return new Page(items, items.size() == Deliveries.PAGE);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.ACCESS)
    public void acknowledge(@PathParam("id") String id) {
        deliveries.acknowledge(caller.get(), DeliveryId.parse(id));
    }

    @DELETE
    @RolesAllowed(Roles.ACCESS)
    public void acknowledgeByQuery(@QueryParam("id") @Nullable String id) {
        if (id == null) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "The id of the delivery is missing");
        }
        deliveries.acknowledge(caller.get(), DeliveryId.parse(id));
    }
}
