package dev.capsule.validation.gate;

import java.util.Optional;

/**
 * One named check.
 *
 * @param name for logs and tests
 * @param judge empty to let the case pass to the next rule; may also throw a {@code RefusalException}
 */
public record Rule<C>(String name, Judge<C> judge) {

    /** What a rule says about a case. */
    @FunctionalInterface
    public interface Judge<C> {
        Optional<Verdict> of(C subject);
    }

    public static <C> Rule<C> rule(String name, Judge<C> judge) {
        return new Rule<>(name, judge);
    }
}
