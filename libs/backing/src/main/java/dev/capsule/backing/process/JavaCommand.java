package dev.capsule.backing.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands that run Java programs on the JVM this program runs on. */
public final class JavaCommand {
    private JavaCommand() {}

    /** The main class, on this JVM's own class path. */
    public static Command ofClass(
            String name, Class<?> main, List<String> jvmOptions, List<String> arguments, Path log) {
        var line = new ArrayList<String>();
        line.add(java());
        line.addAll(jvmOptions);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(arguments);
        return new Command(name, line, Map.of(), log, Command.StopSignal.TERM);
    }

    /** A runnable jar, configured through its environment (which, unlike arguments, other users cannot read). */
    public static Command ofJar(
            String name, Path jar, List<String> jvmOptions, Map<String, String> environment, Path log) {
        var line = new ArrayList<String>();
        line.add(java());
        line.addAll(jvmOptions);
        line.addAll(List.of("-jar", jar.toString()));
        return new Command(name, line, environment, log, Command.StopSignal.TERM);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
