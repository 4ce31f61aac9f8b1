package dev.capsule.protocol.album;

import dev.capsule.protocol.manifest.WireEnum;

/** What a member may do, weakest first. */
public enum MemberRole implements WireEnum {
    READ("read"),
    WRITE("write"),
    ADMIN("admin");

    private final String wireName;

    MemberRole(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    public boolean canWrite() {
        return this != READ;
    }
}
