package dev.capsule.quota.state;

/** What a user may want to do, as the table of states distinguishes it (server-invariants 9). */
public enum Operation {
    UPLOAD,
    METADATA_GROWTH,
    READ,
    DELETE,
    RESTORE
}
