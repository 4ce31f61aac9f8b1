package dev.capsule.protocol.manifest;

/** How the file key is found: derived from the album key, or wrapped (only when a drop is adopted). */
public enum KeyMode implements WireEnum {
    DERIVED("derived"),
    WRAPPED("wrapped");

    private final String wireName;

    KeyMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
