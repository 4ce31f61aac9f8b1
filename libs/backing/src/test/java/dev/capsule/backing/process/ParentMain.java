package dev.capsule.backing.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Starts a child that would run for an hour, writes its pid to a file and waits. */
final class ParentMain {
    private ParentMain() {}

    public static void main(String[] args) throws Exception {
        var told = Path.of(args[0]);
        var child = Child.start(new Command(
                "sleeper",
                List.of("sleep", "3600"),
                Map.of(),
                told.resolveSibling("sleeper.log"),
                Command.StopSignal.TERM));
        var partial = told.resolveSibling("pid.tmp");
        Files.writeString(partial, Long.toString(child.pid()));
        Files.move(partial, told, StandardCopyOption.ATOMIC_MOVE);
        child.ended().join();
    }
}
