package dev.capsule.identity.delivery;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;

/**
 * The envelope of an album key on its way to one device (wire-formats 8). Its content is sealed for that device; its
 * signature is for the receiving client to verify, against the directory it trusts.
 *
 * @param bytes the object as signed, relayed as it came
 */
record AmkDelivery(
        AlbumId album, UserId recipient, DeviceId recipientDevice, UserId sender, DeviceId senderDevice, Bytes bytes) {
    static final int MAX_BYTES = 16_384;
    private static final String TYPE = "amk-delivery/v1";
    private static final int KEM_CIPHERTEXT = 1120;
    private static final int NONCE = 12;
    private static final int MAX_SEALED = 512;

    /** @throws RefusalException MANIFEST_MALFORMED unless the bytes are exactly one such object */
    static AmkDelivery decode(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE);
        }
        try {
            var map = CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES));
            if (!map.text(0, 32).equals(TYPE)) {
                throw new CborException("not an AmkDelivery");
            }
            map.uint(2, 0xffff_ffffL);
            map.bytes(5, KEM_CIPHERTEXT);
            map.bytes(6, NONCE);
            map.bytes(7, 1, MAX_SEALED);
            HybridSignature.of(map.get(30));
            return new AmkDelivery(
                    map.id(1, AlbumId::of),
                    map.id(3, UserId::of),
                    map.id(4, DeviceId::of),
                    map.id(8, UserId::of),
                    map.id(9, DeviceId::of),
                    Bytes.of(body));
        } catch (CborException | IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.MANIFEST_MALFORMED);
        }
    }
}
