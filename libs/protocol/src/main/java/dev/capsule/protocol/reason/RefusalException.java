package dev.capsule.protocol.reason;

/** Carries a {@link Refusal} where a return value can't. Has no stack trace: refusing is cheap and expected. */
public final class RefusalException extends RuntimeException {
    private final transient Refusal refusal;

    public RefusalException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    public RefusalException(ReasonCode code, String detail) {
        this(Refusal.of(code, detail));
    }

    public RefusalException(ReasonCode code) {
        this(Refusal.of(code));
    }

    public Refusal refusal() {
        return refusal;
    }

    public ReasonCode code() {
        return refusal.code();
    }
}
