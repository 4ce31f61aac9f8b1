package dev.capsule.validation.gate;

import dev.capsule.protocol.reason.RefusalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules for one kind of signed object, in the order the contract sets; the first that speaks decides. */
public final class Rules<C> {
    private final List<Rule<C>> ordered;

    private Rules(List<Rule<C>> ordered) {
        this.ordered = ordered;
    }

    @SafeVarargs
    public static <C> Rules<C> inOrder(Rule<C>... rules) {
        var ordered = new ArrayList<Rule<C>>();
        for (var rule : rules) {
            ordered.add(rule);
        }
        return new Rules<>(List.copyOf(ordered));
    }

    public Verdict judge(C subject) {
        for (var rule : ordered) {
            var verdict = apply(rule, subject);
            if (verdict.isPresent()) {
                return verdict.get();
            }
        }
        return Verdict.ACCEPTED;
    }

    /** Fields whose defects have codes of their own refuse when they are read. */
    private static <C> Optional<Verdict> apply(Rule<C> rule, C subject) {
        try {
            return rule.judge().of(subject);
        } catch (RefusalException e) {
            return Optional.of(new Verdict.Rejected(e.refusal()));
        }
    }

    public List<String> names() {
        return ordered.stream().map(Rule::name).toList();
    }
}
