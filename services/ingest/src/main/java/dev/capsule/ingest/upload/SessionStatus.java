package dev.capsule.ingest.upload;

import dev.capsule.protocol.manifest.WireEnum;

/**
 * Where an upload session stands (server-invariants 6).
 *
 * <pre>
 * Pending ─▶ Uploading ─▶ WaitingForProcessing ─▶ Completed
 *    │           │                 │
 *    └───────────┴─────────────────┴────────────▶ FailedProcessing
 * </pre>
 */
public enum SessionStatus implements WireEnum {
    /** Created, no bytes yet. */
    PENDING("Pending"),
    /** Some bytes are acknowledged. */
    UPLOADING("Uploading"),
    /** All bytes are here; the store or the gate has yet to take them. */
    WAITING_FOR_PROCESSING("WaitingForProcessing"),
    /** The manifest is committed. Terminal. */
    COMPLETED("Completed"),
    /** Ended without a commit, with a reason code. Terminal. */
    FAILED_PROCESSING("FailedProcessing");

    private final String wireName;

    SessionStatus(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /** Whether the session takes chunks and may be cancelled. */
    public boolean isOpen() {
        return this == PENDING || this == UPLOADING;
    }

    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED_PROCESSING;
    }
}
