package dev.capsule.client.verify;

import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.KeyMode;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.reason.RefusalException;

/** Tells why a manifest was refused by the strict decoder, in the codes of this client. */
final class Decoding {
    private Decoding() {}

    /** The refusal of one field that is read late has a code of its own. */
    static ClientReason reason(RefusalException refusal) {
        return switch (refusal.code()) {
            case ACTION_UNKNOWN, KEY_MODE_UNKNOWN -> ClientReason.ENUM_UNKNOWN;
            case TIMESTAMP_MALFORMED -> ClientReason.BAD_TIMESTAMP;
            default -> ClientReason.MALFORMED;
        };
    }

    /**
     * A canonical asset manifest whose fields merely do not fit its action is STRUCTURAL; all else that does not decode
     * is MALFORMED. The decoder has one code for both because a server answers both alike.
     */
    static ClientReason undecodable(byte[] encoded) {
        try {
            var map = CborMap.decode(encoded, CborLimits.ofBytes(AssetManifest.MAX_BYTES));
            var action = WireEnum.find(Action.class, map.text(17, 64));
            var mode = WireEnum.find(KeyMode.class, map.text(11, 64));
            boolean misfit = map.uint(9, 0xffff_ffffL) != StreamCipher.PLAIN_CHUNK
                    || action.filter(a -> a.isDerivative()
                                    || a.carriesMetadata() != map.has(7)
                                    || (a == Action.DELETE) != map.has(19)
                                    || (a == Action.CREATE && map.has(18)))
                            .isPresent()
                    || mode.filter(m -> (m == KeyMode.WRAPPED) != map.has(12)).isPresent();
            return misfit ? ClientReason.STRUCTURAL : ClientReason.MALFORMED;
        } catch (CborException e) {
            return ClientReason.MALFORMED;
        }
    }
}
