package dev.capsule.client.upload;

import dev.capsule.client.http.MalformedAnswerException;

/** The states of an upload session (wire-formats 17): Pending → Uploading → WaitingForProcessing → one of the last two. */
public enum SessionStatus {
    PENDING("Pending"),
    UPLOADING("Uploading"),
    WAITING_FOR_PROCESSING("WaitingForProcessing"),
    COMPLETED("Completed"),
    FAILED_PROCESSING("FailedProcessing");

    private final String wireName;

    SessionStatus(String wireName) {
        this.wireName = wireName;
    }

    static SessionStatus of(String wireName) {
        for (var status : values()) {
            if (status.wireName.equals(wireName)) {
                return status;
            }
        }
        throw new MalformedAnswerException("the status of the upload is missing or unknown");
    }

    /** Whether all bytes have arrived. */
    boolean isStored() {
        return this == WAITING_FOR_PROCESSING || this == COMPLETED;
    }
}
