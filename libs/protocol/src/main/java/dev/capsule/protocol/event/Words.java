package dev.capsule.protocol.event;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.List;

/** Closed words and member lists inside events. */
final class Words {
    private Words() {}

    static <E extends Enum<E> & WireEnum> E find(Class<E> type, CborMap map, long key) {
        return WireEnum.find(type, map.text(key, 64)).orElseThrow(() -> new CborException("an unknown word"));
    }

    /** @throws IllegalArgumentException for a code this build does not know */
    static ReasonCode reason(CborMap map, long key) {
        return ReasonCode.valueOf(map.text(key, 64));
    }

    static List<Member> members(CborMap map, long key) {
        return map.array(key, EpochAttestation.MAX_MEMBERS).stream()
                .map(Member::of)
                .toList();
    }

    static Cbor members(List<Member> members) {
        return Cbor.array(members.stream().map(Member::toCbor).toList());
    }
}
