package dev.capsule.service.inbox;

import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import java.util.List;

/**
 * What a service does with events. Both methods may run several times for the same events (retries, bisection of a
 * failing batch), so neither has effects outside the transaction.
 *
 * @param <P> what {@link #prepare} found out
 */
public interface BatchHandler<P> {

    /**
     * Work that needs no transaction, for example verifying signatures; runs before it.
     *
     * @param events decoded events in the order of their partitions; some may have been handled before
     */
    P prepare(List<Event> events);

    /**
     * The effects, in one transaction with the inbox rows.
     *
     * @param fresh the events not handled before, in order, each once
     * @throws dev.capsule.service.problem.DependencyUnavailableException to be tried again later; any other exception of
     *     a single event sends that event to the dead-letter topic
     */
    void apply(Tx tx, List<Event> fresh, P prepared);
}
