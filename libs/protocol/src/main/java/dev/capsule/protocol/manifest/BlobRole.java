package dev.capsule.protocol.manifest;

/** The role of a blob in storage and accounting. */
public enum BlobRole implements WireEnum {
    ORIGINAL("original"),
    METADATA("metadata"),
    DERIVATIVE("derivative"),
    PROVENANCE("provenance"),
    BACKUP("backup"),
    DROP("drop");

    private final String wireName;

    BlobRole(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
