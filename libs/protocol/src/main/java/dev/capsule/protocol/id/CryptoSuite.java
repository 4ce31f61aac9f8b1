package dev.capsule.protocol.id;

/** The closed inventory of crypto suites (wire-formats 0.1). Suites are only ever added. */
public enum CryptoSuite {
    /** SHA-256, HKDF-SHA512, AES-256-GCM STREAM, Ed25519 + ML-DSA-65. */
    SUITE_1(1);

    private final int id;

    CryptoSuite(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static boolean isKnown(long id) {
        for (var suite : values()) {
            if (suite.id == id) {
                return true;
            }
        }
        return false;
    }
}
