package dev.capsule.e2e.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whoever runs the suite of all tests: {@code capsule cli admin}. */
public final class Operator {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Operator() {}

    /** The last line of the output of a command that must succeed. */
    public static JsonNode json(String... command) throws IOException, InterruptedException {
        var with = new ArrayList<>(List.of(command));
        with.add("--json");
        return JSON.readTree(text(with.toArray(String[]::new)).lines().toList().getLast());
    }

    /** The output of a command that must succeed. */
    public static String text(String... command) throws IOException, InterruptedException {
        return new Cli(Suite.stack()).admin(command);
    }
}
