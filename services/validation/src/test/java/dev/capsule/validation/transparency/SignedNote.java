package dev.capsule.validation.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Reads checkpoints as C2SP tlog-checkpoint and signed-note define them, with nothing but the JDK: another program than
 * the one that wrote them.
 */
record SignedNote(String origin, long size, Sha256 root) {
    private static final Pattern NOTE = Pattern.compile(
            "([^\\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n\n\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+=*)\n");
    private static final byte ED25519 = 1;
    /** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    /** A key as signed-note writes it: name, id and typed key. */
    record Key(String name, Bytes id, Bytes typed) {
        static Key parse(String text) {
            var parts = text.split("\\+", 3);
            return new Key(
                    parts[0],
                    Bytes.ofHex(parts[1]),
                    Bytes.of(Base64.getDecoder().decode(parts[2])));
        }

        /** The id any verifier works out for itself. */
        Bytes expectedId() throws GeneralSecurityException {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Bytes.of(Arrays.copyOf(digest.digest(typed.toArray()), 4));
        }

        private PublicKey publicKey() throws GeneralSecurityException {
            byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + typed.length() - 1);
            System.arraycopy(typed.toArray(), 1, encoded, SPKI.length, typed.length() - 1);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        }
    }

    /** Fails the test unless the note is of exactly that form and the key signed it. */
    static SignedNote open(String note, String verifierKey) {
        try {
            var key = Key.parse(verifierKey);
            assertThat(key.typed().toArray()).hasSize(33).startsWith(ED25519);
            assertThat(key.id()).isEqualTo(key.expectedId());
            var form = NOTE.matcher(note);
            assertThat(form.matches()).as(note).isTrue();
            assertThat(form.group(4)).isEqualTo(form.group(1)).isEqualTo(key.name());
            byte[] signature = Base64.getDecoder().decode(form.group(5));
            assertThat(signature).hasSize(68).startsWith(key.id().toArray());
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key.publicKey());
            // the text with its last newline, without the blank line after it
            verifier.update(note.substring(0, note.indexOf("\n\n") + 1).getBytes(StandardCharsets.UTF_8));
            assertThat(verifier.verify(Arrays.copyOfRange(signature, 4, 68))).isTrue();
            return new SignedNote(
                    form.group(1),
                    Long.parseLong(form.group(2)),
                    Sha256.of(Base64.getDecoder().decode(form.group(3))));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
