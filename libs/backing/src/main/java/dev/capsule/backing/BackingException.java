package dev.capsule.backing;

/** A backing service could not be started, reached or stopped; the message is one sentence for a person. */
public final class BackingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackingException(String message) {
        super(message);
    }

    public BackingException(String message, Throwable cause) {
        super(message, cause);
    }
}
