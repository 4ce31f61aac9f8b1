package dev.capsule.protocol.account;

import dev.capsule.protocol.manifest.WireEnum;

/** What a proof of the identity key is for; a proof is bound to one purpose. */
public enum ChallengePurpose implements WireEnum {
    REGISTER("register"),
    LOGIN("login"),
    REVOKE_ALL("revoke-all"),
    APPEAL("appeal");

    private final String wireName;

    ChallengePurpose(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
