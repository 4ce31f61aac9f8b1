package dev.capsule.identity.sample;

import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Validation as far as identity asks it: answers what a test sets, and remembers what it was asked. */
@ApplicationScoped
public class FakeValidation implements InternalRoute {
    private final List<DeliveryRecipientRequest> asked = new CopyOnWriteArrayList<>();
    private volatile Consumer<DeliveryRecipientRequest> answer = request -> {};

    /** Every recipient may have every delivery. */
    public void reset() {
        answer = request -> {};
        asked.clear();
    }

    public void answer(Consumer<DeliveryRecipientRequest> next) {
        answer = next;
    }

    public List<DeliveryRecipientRequest> asked() {
        return List.copyOf(asked);
    }

    @Override
    public String path() {
        return DeliveryRecipientRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = DeliveryRecipientRequest.decode(body);
        asked.add(request);
        answer.accept(request);
        return InternalReply.empty();
    }
}
