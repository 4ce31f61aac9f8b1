package dev.capsule.protocol.manifest;

/** What a manifest does to its asset or derivative chain (wire-formats 4 and 5). There is no purge: that is the server executing an expired delete. */
public enum Action implements WireEnum {
    CREATE("create"),
    REPLACE("replace"),
    DELETE("delete"),
    METADATA_UPDATE("metadata-update"),
    DERIVATIVE_ADD("derivative-add"),
    DERIVATIVE_REPLACE("derivative-replace"),
    TRASH_RESTORE("trash-restore");

    private final String wireName;

    Action(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /** Whether this action names a metadata blob of its own. */
    public boolean carriesMetadata() {
        return this == CREATE || this == REPLACE || this == METADATA_UPDATE;
    }

    /** Whether this action brings a new original; the others copy the content fields of the one before. */
    public boolean carriesContent() {
        return this == CREATE || this == REPLACE;
    }

    /** Whether this action belongs to a derivative manifest rather than to an asset manifest. */
    public boolean isDerivative() {
        return this == DERIVATIVE_ADD || this == DERIVATIVE_REPLACE;
    }
}
