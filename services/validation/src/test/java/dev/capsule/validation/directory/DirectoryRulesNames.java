package dev.capsule.validation.directory;

import java.util.List;

/** The order of {@link DirectoryRules}, for the documentation test. */
public final class DirectoryRulesNames {
    private DirectoryRulesNames() {}

    public static List<String> names() {
        return DirectoryRules.RULES.names();
    }
}
