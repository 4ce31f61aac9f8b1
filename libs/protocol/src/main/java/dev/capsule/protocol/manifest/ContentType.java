package dev.capsule.protocol.manifest;

/** The closed list of content types of protocol 2026-05-31 (wire-formats 17). */
public enum ContentType implements WireEnum {
    JPEG("image/jpeg"),
    PNG("image/png"),
    HEIC("image/heic"),
    WEBP("image/webp"),
    MP4("video/mp4"),
    OCTET_STREAM("application/octet-stream");

    private final String wireName;

    ContentType(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
