package dev.capsule.client.failure;

/** Something the user should read: a stable code and one clear sentence. Never holds a secret. */
public class ClientException extends RuntimeException {
    private final String code;

    public ClientException(String code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public ClientException(String code, String sentence, Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    public ClientException(ClientReason reason, String sentence) {
        this(reason.name(), sentence);
    }

    public ClientException(ClientReason reason, String sentence, Throwable cause) {
        this(reason.name(), sentence, cause);
    }

    /** A {@link ClientReason}, a reason code of the server, or a code of the class that throws. */
    public String code() {
        return code;
    }

    /** The sentence; unlike {@link #getMessage} it is never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
