package dev.capsule.stack.suite;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Configuration handed to a service as environment variables, which other users of the machine cannot read:
 * {@code capsule.internal.secret} becomes {@code CAPSULE_INTERNAL_SECRET}.
 */
final class ServiceEnvironment {
    private final TreeMap<String, String> variables = new TreeMap<>();

    ServiceEnvironment put(String property, String value) {
        variables.put(property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value);
        return this;
    }

    ServiceEnvironment put(String property, int value) {
        return put(property, Integer.toString(value));
    }

    ServiceEnvironment putAll(Map<String, String> properties) {
        properties.forEach(this::put);
        return this;
    }

    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    @Override
    public String toString() {
        return "ServiceEnvironment" + variables.keySet();
    }
}
