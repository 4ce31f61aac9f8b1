package dev.capsule.bench.process;

import java.nio.file.Path;

/** The checkout, in which the built services are found. */
public final class Home {
    private Home() {}

    public static Path directory() {
        var home = System.getenv("CAPSULE_HOME");
        return Path.of(home == null ? System.getProperty("capsule.home", ".") : home)
                .toAbsolutePath()
                .normalize();
    }
}
