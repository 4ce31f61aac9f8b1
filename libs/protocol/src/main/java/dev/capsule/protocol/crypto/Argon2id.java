package dev.capsule.protocol.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id v1.3 (RFC 9106) for passphrases; the parameters are recorded beside what they protect. */
public final class Argon2id {
    public static final int SALT_LENGTH = 32;

    /**
     * Cost parameters.
     *
     * @param memoryKib 8 KiB per lane to 1 GiB: more is refused, so that a hostile record can't exhaust memory
     * @param iterations 1 to 10
     * @param parallelism 1 to 4
     */
    public record Parameters(int memoryKib, int iterations, int parallelism) {
        public static final Parameters LOW_RAM = new Parameters(128 * 1024, 3, 1);
        public static final Parameters NORMAL = new Parameters(256 * 1024, 3, 1);
        public static final Parameters DESKTOP = new Parameters(512 * 1024, 4, 1);

        public Parameters {
            if (memoryKib < 8 * parallelism || memoryKib > 1024 * 1024) {
                throw new IllegalArgumentException("Argon2id memory out of bounds");
            }
            if (iterations < 1 || iterations > 10 || parallelism < 1 || parallelism > 4) {
                throw new IllegalArgumentException("Argon2id cost out of bounds");
            }
        }
    }

    private Argon2id() {}

    /** @return 32 bytes */
    public static Secret derive(Secret passphrase, byte[] salt, Parameters parameters) {
        if (salt.length != SALT_LENGTH) {
            throw new IllegalArgumentException("the salt has 32 bytes");
        }
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.memoryKib())
                .withIterations(parameters.iterations())
                .withParallelism(parameters.parallelism())
                .withSalt(salt)
                .build());
        byte[] out = new byte[32];
        generator.generateBytes(passphrase.reveal(), out);
        return Secret.of(out);
    }
}
