package dev.capsule.protocol.album;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.WireEnum;

/** A member of an album and what it may do, as one epoch attestation states it. */
public record Member(UserId user, MemberRole role) {
    /** @throws CborException unless the item is [user, role] */
    public static Member of(Cbor cbor) {
        if (cbor instanceof Cbor.Array(var items)
                && items.size() == 2
                && items.get(0) instanceof Cbor.Bstr(var id)
                && items.get(1) instanceof Cbor.Text(var role)) {
            try {
                return new Member(
                        UserId.of(id.toArray()),
                        WireEnum.find(MemberRole.class, role)
                                .orElseThrow(() -> new CborException("an unknown member role")));
            } catch (IllegalArgumentException e) {
                throw new CborException("a member is not a user");
            }
        }
        throw new CborException("a member is [user, role]");
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(user), Cbor.of(role.wireName()));
    }
}
