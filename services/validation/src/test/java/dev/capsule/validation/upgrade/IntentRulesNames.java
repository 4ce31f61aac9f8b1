package dev.capsule.validation.upgrade;

import java.util.List;

/** The order of {@link IntentRules}, for the documentation test. */
public final class IntentRulesNames {
    private IntentRulesNames() {}

    public static List<String> names() {
        return IntentRules.RULES.names();
    }
}
