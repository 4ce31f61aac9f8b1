package dev.capsule.backing.postgres;

import dev.capsule.backing.BackingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per user from the archive on the class path. */
final class Binaries {
    private static @Nullable Path unpacked;

    private Binaries() {}

    /** The directory that holds {@code bin/postgres}. */
    static synchronized Path directory() {
        if (unpacked == null) {
            unpacked = unpackOnce();
        }
        return unpacked;
    }

    private static Path unpackOnce() {
        try {
            byte[] archive = archive();
            var home = cache().resolve("postgres-" + digest(archive));
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                var fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
                unpack(archive, fresh);
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                publish(fresh, home);
            }
            return home;
        } catch (IOException e) {
            throw new BackingException("cannot unpack PostgreSQL: " + e.getMessage(), e);
        }
    }

    private static byte[] archive() throws IOException {
        String name = archiveName();
        // by name, once: the same jar may well be on the class path by two ways
        try (var in = Binaries.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new BackingException("there is no " + name + " on the class path: this system is not supported");
            }
            return in.readAllBytes();
        }
    }

    /** As the published archives of PostgreSQL's programs are named. */
    private static String archiveName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    case String other -> other;
                };
        String libc = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        return "postgres-" + os + "-" + arch + libc + ".txz";
    }

    private static Path cache() throws IOException {
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        if (Unprivileged.choose() == Unprivileged.NOBODY) {
            // nobody cannot run programs under root's home
            base = Path.of("/var/cache");
        }
        try {
            return Files.createDirectories(base.resolve("capsule"));
        } catch (IOException noHome) {
            return Files.createTempDirectory("capsule-postgres-");
        }
    }

    private static String digest(byte[] archive) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("an archive entry leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    /** Several JVMs may unpack at once: the first rename wins, the others throw their copy away. */
    private static void publish(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException lost) {
            delete(fresh);
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw lost;
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
