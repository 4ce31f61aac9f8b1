package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import java.time.Instant;

/**
 * A fact of the ledger: at {@code seq}, the asset began or ceased to refer to a blob.
 *
 * @param slot what it is for: the wire name of a blob role; for derivatives {@code derivative/<chain>}, or {@link
 *     #ANY_DERIVATIVE} where a release names no chain
 * @param user who signed
 * @param at server time of the commit
 */
public record Reference(
        Sha256 hash, AssetKey asset, String slot, long seq, boolean added, UserId user, long size, Instant at) {
    static final String ANY_DERIVATIVE = "derivative/*";

    UsageRole role() {
        int slash = slot.indexOf('/');
        var name = slash < 0 ? slot : slot.substring(0, slash);
        return UsageRole.of(WireEnum.find(BlobRole.class, name).orElseThrow());
    }
}
