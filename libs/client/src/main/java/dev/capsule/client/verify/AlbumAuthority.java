package dev.capsule.client.verify;

import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.reason.RefusalException;

/** Who says what may be written to an album: its verified epoch ledger, or the fact that it does not verify. */
public sealed interface AlbumAuthority {

    record Trusted(EpochLedger ledger) implements AlbumAuthority {}

    /** @param detail what is wrong with it */
    record Untrusted(String detail) implements AlbumAuthority {}

    /** Verifies every link and admin signature of a ledger in its wire form. */
    static AlbumAuthority of(byte[] ledger) {
        try {
            return new Trusted(EpochLedger.decodeAndVerify(ledger));
        } catch (RefusalException e) {
            return new Untrusted(e.refusal().detail());
        }
    }
}
