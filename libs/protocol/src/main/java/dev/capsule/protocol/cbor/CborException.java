package dev.capsule.protocol.cbor;

/** The bytes are not the strict, canonical, bounded CBOR that was expected. The message names the defect, not the data. */
public final class CborException extends RuntimeException {
    public CborException(String message) {
        super(message, null, false, false);
    }
}
