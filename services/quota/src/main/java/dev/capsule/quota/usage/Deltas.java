package dev.capsule.quota.usage;

import dev.capsule.protocol.id.UserId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes of figures by payer: user, role and peer. */
public final class Deltas {
    /** @param bytes and items of either sign */
    public record Delta(Payer payer, long bytes, long items) {
        Delta plus(Delta other) {
            return new Delta(payer, Math.addExact(bytes, other.bytes), items + other.items);
        }

        boolean isNothing() {
            return bytes == 0 && items == 0;
        }
    }

    private static final Comparator<Delta> ORDER = Comparator.comparing(
                    (Delta delta) -> delta.payer().user().value())
            .thenComparing(delta -> delta.payer().role())
            .thenComparing(delta -> delta.payer().peer());

    private final Map<Payer, Delta> byPayer = new HashMap<>();

    void add(Payer payer, long bytes, long items) {
        byPayer.merge(payer, new Delta(payer, bytes, items), Delta::plus);
    }

    void change(Charge from, Charge to) {
        from.payer().ifPresent(payer -> add(payer, -from.size(), -1));
        to.payer().ifPresent(payer -> add(payer, to.size(), 1));
    }

    /** What is left after changes that cancel each other, in a fixed order. */
    public List<Delta> all() {
        return byPayer.values().stream()
                .filter(delta -> !delta.isNothing())
                .sorted(ORDER)
                .toList();
    }

    public Set<UserId> users() {
        return all().stream().map(delta -> delta.payer().user()).collect(Collectors.toSet());
    }

    /** Change of bytes of one payer. */
    public long bytes(Payer payer) {
        var delta = byPayer.get(payer);
        return delta == null ? 0 : delta.bytes();
    }
}
