package dev.capsule.stack.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A checkout with the real launcher, pretended build results, and a machine of its own: PATH, HOME and JDKs. */
record Checkout(Path root, Path machine) {
    private static final List<String> TOOLS =
            List.of("sh", "cat", "dirname", "find", "grep", "mkdir", "mv", "readlink", "sed", "tail");

    /** Built a moment ago, so that nothing needs a build. */
    static Checkout create(Path root, Path machine) throws IOException {
        var checkout = new Checkout(root, machine);
        Files.createDirectories(root.resolve("libs/x/src/main"));
        Files.createDirectories(root.resolve("services"));
        Files.createDirectories(root.resolve("apps/stack/target"));
        Files.createDirectories(root.resolve("target"));
        Files.copy(Path.of("../../capsule"), root.resolve("capsule"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("libs/x/src/main/X.java"), "class X {}");
        Files.createFile(root.resolve("apps/stack/target/capsule-stack.jar"));
        checkout.script(root.resolve("mvnw"), "echo \"mvnw $*\"; echo \"built with $JAVA_HOME\"");
        Files.createFile(root.resolve("target/capsule-build"));
        for (var source : List.of("pom.xml", "libs/x/src/main/X.java")) {
            Files.setLastModifiedTime(
                    root.resolve(source), FileTime.from(Instant.now().minusSeconds(3600)));
        }
        checkout.tools();
        return checkout;
    }

    /** A JDK whose java tells where it is and how it was called. */
    Path jdk(String directory, int version) throws IOException {
        var jdk = machine.resolve(directory);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        script(jdk.resolve("bin/javac"), "exit 0");
        script(jdk.resolve("bin/java"), "echo \"java " + version + " of $JAVA_HOME: $*\"; echo \"home $CAPSULE_HOME\"");
        return jdk;
    }

    /** Puts a JDK's java on the PATH, through a link as distributions do. */
    void onPath(Path jdk) throws IOException {
        Files.createSymbolicLink(machine.resolve("bin/java"), jdk.resolve("bin/java"));
    }

    void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void edit(String source) throws IOException {
        Files.setLastModifiedTime(
                root.resolve(source), FileTime.from(Instant.now().plusSeconds(5)));
    }

    Result run(Path directory, Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(new TreeMap<>(Map.of(
                        "PATH", machine.resolve("bin").toString(),
                        "HOME", machine.resolve("home").toString(),
                        "CAPSULE_JVM_DIR", machine.resolve("jvm").toString())));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the launcher hangs: " + output);
        }
        return new Result(process.exitValue(), output);
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return run(root, root.resolve("capsule"), Map.of(), arguments);
    }

    private void tools() throws IOException {
        var bin = Files.createDirectories(machine.resolve("bin"));
        for (var tool : TOOLS) {
            for (var directory : List.of("/bin", "/usr/bin")) {
                var real = Path.of(directory, tool);
                if (Files.exists(real) && Files.notExists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), real);
                }
            }
        }
    }

    record Result(int code, String output) {}
}
