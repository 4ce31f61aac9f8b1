package dev.capsule.protocol.id;

import java.security.SecureRandom;
import java.util.UUID;

/** UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, 74 random bits. */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();

    private UuidV7() {}

    public static UUID generate() {
        return at(System.currentTimeMillis());
    }

    /** @param epochMillis Unix milliseconds, below 2^48 */
    public static UUID at(long epochMillis) {
        if (epochMillis < 0 || epochMillis >>> 48 != 0) {
            throw new IllegalArgumentException("time out of the range of UUIDv7");
        }
        long high = epochMillis << 16 | 0x7000L | (RANDOM.nextInt() & 0x0fffL);
        long low = (RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
