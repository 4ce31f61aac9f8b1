package dev.capsule.validation.album;

import java.util.List;

/** The order of the rules of albums, for the documentation test. */
public final class AlbumRuleNames {
    private AlbumRuleNames() {}

    public static List<String> ofNewAlbums() {
        return NewAlbumRules.RULES.names();
    }

    public static List<String> ofAttestations() {
        return AttestationRules.RULES.names();
    }
}
