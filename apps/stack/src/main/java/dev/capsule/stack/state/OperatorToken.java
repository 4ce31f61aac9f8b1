package dev.capsule.stack.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The token of whoever runs this stack: 256 random bits, made on first use, in a file of its own that only its owner can
 * read, so that the command line can be pointed at it. Services are given its hash alone.
 */
public final class OperatorToken {
    /** Name of the file in the state directory. */
    public static final String FILE = "operator-token";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final String token;

    private OperatorToken(Path file, String token) {
        this.file = file;
        this.token = token;
    }

    /** @throws StateException if the file can't be read or written, or holds no token */
    public static OperatorToken in(StateDirectory state) {
        var file = state.path(FILE);
        try {
            if (Files.notExists(file)) {
                byte[] bytes = new byte[BYTES];
                RANDOM.nextBytes(bytes);
                AtomicFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
            }
            var token = Files.readString(file).strip();
            if (!token.matches("[A-Za-z0-9_-]{32,}")) {
                throw new StateException(file + " holds no operator token: delete it, and a new one is made");
            }
            return new OperatorToken(file, token);
        } catch (IOException e) {
            throw new StateException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    public Path file() {
        return file;
    }

    /** SHA-256 of the token as lower-case hex, for {@code capsule.operator.token-sha256}. */
    public String sha256() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "OperatorToken[" + file + "]";
    }
}
