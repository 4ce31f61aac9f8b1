package dev.capsule.cli.console;

import java.io.Console;
import java.util.Optional;

/** The terminal a person sits at, if there is one. From JDK 25 on there is no console at all without it. */
final class Terminal {
    private Terminal() {}

    static Optional<Console> find() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
