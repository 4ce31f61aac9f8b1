package dev.capsule.protocol.metadata;

import dev.capsule.protocol.crypto.AesGcm;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;

/**
 * The sealed sidecar (wire-formats 2): suite BE16 ‖ nonce 12 ‖ ciphertext ‖ tag 16. A keyless server sees length, suite
 * and hash, nothing else.
 */
public record MetadataBlob(Bytes encoded) {
    /** Bytes a blob starts with that name its suite. */
    public static final int SUITE_BYTES = 2;

    private static final int HEADER = SUITE_BYTES + AesGcm.NONCE_LENGTH;
    public static final int MIN_BYTES = HEADER + AesGcm.TAG_LENGTH;
    /** 1 MiB of sidecar and the envelope. */
    public static final int MAX_BYTES = 1024 * 1024 + MIN_BYTES;

    /** @throws RefusalException with {@link ReasonCode#METADATA_BLOB_MALFORMED} for a length out of bounds */
    public MetadataBlob {
        requireLength(encoded.length());
    }

    private static void requireLength(long length) {
        if (length < MIN_BYTES || length > MAX_BYTES) {
            throw new RefusalException(ReasonCode.METADATA_BLOB_MALFORMED, "30 bytes to 1 MiB and 30 bytes");
        }
    }

    /**
     * All a keyless server checks of the envelope (invariant 25): the length, and that the suite is the manifest's. Needs
     * none of the ciphertext.
     *
     * @param start the first {@value #SUITE_BYTES} bytes of the blob at least, or all there are
     * @throws RefusalException with {@link ReasonCode#METADATA_BLOB_MALFORMED}
     */
    public static void requireEnvelope(byte[] start, long length, long declaredSuite) {
        requireLength(length);
        requireSuite(suite(start[0], start[1]), declaredSuite);
    }

    /** @param nonce 12 fresh random bytes, never used before for this asset */
    public static MetadataBlob seal(Secret metadataKey, int suite, byte[] nonce, byte[] sidecar) {
        byte[] sealed = AesGcm.seal(metadataKey, nonce, sidecar);
        byte[] blob = new byte[HEADER + sealed.length];
        blob[0] = (byte) (suite >> 8);
        blob[1] = (byte) suite;
        System.arraycopy(nonce, 0, blob, 2, nonce.length);
        System.arraycopy(sealed, 0, blob, HEADER, sealed.length);
        return new MetadataBlob(Bytes.of(blob));
    }

    /** The suite of the first two bytes, big endian. */
    public int suite() {
        return encoded.at(0) << 8 | encoded.at(1);
    }

    private static int suite(byte high, byte low) {
        return (high & 0xff) << 8 | (low & 0xff);
    }

    public byte[] nonce() {
        return encoded.slice(2, HEADER);
    }

    public Sha256 hash() {
        return encoded.sha256();
    }

    /** The suite is the manifest's. */
    public void requireSuite(long declared) {
        requireSuite(suite(), declared);
    }

    private static void requireSuite(int suite, long declared) {
        if (suite != declared) {
            throw new RefusalException(ReasonCode.METADATA_BLOB_MALFORMED, "the blob names another crypto suite");
        }
    }

    /** @throws DecryptionException if the tag does not verify */
    public byte[] open(Secret metadataKey) {
        return AesGcm.open(metadataKey, nonce(), encoded.slice(HEADER, encoded.length()));
    }
}
