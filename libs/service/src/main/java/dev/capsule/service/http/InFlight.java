package dev.capsule.service.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How many requests are worked on at once; beyond {@code capsule.http.max-in-flight} they are sent away early. */
@ApplicationScoped
class InFlight {
    private final Semaphore slots;

    InFlight(@ConfigProperty(name = "capsule.http.max-in-flight") int most, MeterRegistry metrics) {
        slots = new Semaphore(most);
        Gauge.builder("capsule.http.in.flight", slots, free -> most - free.availablePermits())
                .description("Requests being worked on")
                .register(metrics);
    }

    /** @return whether there is room; the place is given back when the answer ends or the connection breaks */
    boolean admit(RoutingContext routing) {
        if (!slots.tryAcquire()) {
            return false;
        }
        routing.addEndHandler(end -> slots.release());
        return true;
    }
}
