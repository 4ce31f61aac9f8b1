package dev.capsule.protocol.event;

import dev.capsule.protocol.manifest.WireEnum;

/** What moderation did to an asset, in the words of its record (wire-formats 19). Each has its counterpart. */
public enum ModerationAction implements WireEnum {
    TAKEDOWN("takedown"),
    TAKEDOWN_LIFTED("takedown-lifted"),
    LEGAL_HOLD("legal-hold"),
    LEGAL_HOLD_LIFTED("legal-hold-lifted");

    private final String wireName;

    ModerationAction(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
