package dev.capsule.cli.console;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.crypto.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the passphrase comes from, in this order: the file named by an option, {@code CAPSULE_PASSPHRASE_FILE}, {@code
 * CAPSULE_PASSPHRASE}, a prompt. Never an argument, which every user of the machine could read.
 */
final class Passphrases {
    private static final String FILE_VARIABLE = "CAPSULE_PASSPHRASE_FILE";
    private static final String VARIABLE = "CAPSULE_PASSPHRASE";
    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 4096;

    private Passphrases() {}

    static Secret existing(Optional<Path> file) {
        return given(file).orElseGet(() -> Secret.of(utf8(prompt("Passphrase: "))));
    }

    /** Asked for twice at a terminal. */
    static Secret chosen(Optional<Path> file) {
        var secret = given(file).orElseGet(() -> {
            char[] first = prompt("New passphrase: ");
            char[] second = prompt("Once more: ");
            if (!Arrays.equals(first, second)) {
                throw new ClientException("PASSPHRASE_MISMATCH", "The two passphrases differ.");
            }
            return Secret.of(utf8(first));
        });
        if (secret.length() < MIN_LENGTH) {
            throw new ClientException(
                    "PASSPHRASE_SHORT", "The passphrase needs at least " + MIN_LENGTH + " characters.");
        }
        return secret;
    }

    private static Optional<Secret> given(Optional<Path> file) {
        return file.or(() -> Optional.ofNullable(System.getenv(FILE_VARIABLE)).map(Path::of))
                .map(Passphrases::read)
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE))
                        .map(text -> Secret.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The first line, without its end. */
    private static Secret read(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new ClientException("PASSPHRASE_FILE", "The passphrase file " + file + " is too long.");
            }
            byte[] content = Files.readAllBytes(file);
            int end = 0;
            while (end < content.length && content[end] != '\n' && content[end] != '\r') {
                end++;
            }
            return Secret.of(Arrays.copyOf(content, end));
        } catch (IOException e) {
            throw new ClientException("PASSPHRASE_FILE", "The passphrase file " + file + " can't be read.", e);
        }
    }

    private static char[] prompt(String text) {
        char[] typed =
                Terminal.find().map(terminal -> terminal.readPassword(text)).orElse(null);
        if (typed == null) {
            throw new ClientException(
                    "PASSPHRASE_MISSING",
                    "There is no terminal to ask for the passphrase; use --passphrase-file or " + FILE_VARIABLE + ".");
        }
        return typed;
    }

    private static byte[] utf8(char[] typed) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
