package dev.capsule.stack.state;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Passwords of one stack, made on first use and kept in a file that only its owner can read. */
public final class Secrets {
    static final String FILE = "secrets.properties";
    private static final int BYTES = 24;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final TreeMap<String, String> values = new TreeMap<>();

    private Secrets(Path file) {
        this.file = file;
    }

    public static Secrets in(StateDirectory state) {
        var secrets = new Secrets(state.path(FILE));
        secrets.load();
        return secrets;
    }

    /** The secret of this name: 192 random bits as base64url text. */
    public String get(String name) {
        return get(name, () -> Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES)));
    }

    /** The key of this name: 256 random bits as hex text. */
    public String key(String name) {
        return get(name, () -> HexFormat.of().formatHex(random(KEY_BYTES)));
    }

    private synchronized String get(String name, Supplier<String> make) {
        var known = values.get(name);
        if (known != null) {
            return known;
        }
        var made = make.get();
        values.put(name, made);
        save();
        return made;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private void load() {
        if (Files.notExists(file)) {
            return;
        }
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + e.getMessage(), e);
        }
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
    }

    private void save() {
        var text = values.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Secrets[" + values.size() + "]";
    }
}
