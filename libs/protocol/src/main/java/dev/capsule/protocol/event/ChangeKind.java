package dev.capsule.protocol.event;

import dev.capsule.protocol.manifest.WireEnum;

/** What changed about an asset, as the sync feed says it (wire-formats 11). */
public enum ChangeKind implements WireEnum {
    CREATED("created"),
    REPLACED("replaced"),
    METADATA_UPDATED("metadata-updated"),
    DELETED("deleted"),
    RESTORED("restored"),
    DERIVATIVE("derivative"),
    PURGED("purged"),
    TAKEDOWN("takedown");

    private final String wireName;

    ChangeKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
