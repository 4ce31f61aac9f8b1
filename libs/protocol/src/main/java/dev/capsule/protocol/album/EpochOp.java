package dev.capsule.protocol.album;

import dev.capsule.protocol.manifest.WireEnum;

/** What an epoch attestation does (wire-formats 8). */
public enum EpochOp implements WireEnum {
    INIT("init"),
    ADD("add"),
    REMOVE("remove"),
    ROLE("role"),
    ROTATE("rotate"),
    REKEY("rekey"),
    ADMIN_ROTATE("admin-rotate"),
    INTENT("intent"),
    TOMBSTONE("tombstone");

    private final String wireName;

    EpochOp(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /** Whether the epoch stays; every other operation starts the next one. */
    public boolean keepsEpoch() {
        return this == TOMBSTONE || this == INTENT || this == ADMIN_ROTATE;
    }
}
