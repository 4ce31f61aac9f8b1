package dev.capsule.protocol.manifest;

/** The role of a derivative; one chain per asset and role. */
public enum DerivativeRole implements WireEnum {
    THUMBNAIL("thumbnail"),
    PREVIEW("preview"),
    EMBEDDING("embedding");

    private final String wireName;

    DerivativeRole(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
