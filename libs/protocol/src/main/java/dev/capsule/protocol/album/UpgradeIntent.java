package dev.capsule.protocol.album;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Set;

/** An admin's proposal to move an album to another protocol version (wire-formats 18). At most 8 KiB. */
public final class UpgradeIntent {
    public static final int MAX_BYTES = 8 * 1024;
    public static final String TYPE = "upgrade-intent/v1";

    private static final Set<Long> KEYS = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 30L);

    private final SignedMap signed;

    private UpgradeIntent(SignedMap signed) {
        this.signed = signed;
        if (!fields().text(0, 32).equals(TYPE)) {
            throw new CborException("not an " + TYPE);
        }
        albumId();
        if (parsedVersion(2).compareTo(parsedVersion(3)) >= 0) {
            throw new CborException("an upgrade leads to a later version");
        }
        intentId();
        proposer();
        proposerDevice();
        deadline();
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        fields().unknown(KEYS);
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static UpgradeIntent decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, UpgradeIntent::new);
    }

    public static UpgradeIntent sign(
            AlbumId album,
            String fromVersion,
            String toVersion,
            IntentId intent,
            UserId proposer,
            DeviceId proposerDevice,
            Timestamp deadline,
            HybridSigner device) {
        var core = new CborMapBuilder()
                .put(0, TYPE)
                .put(1, album)
                .put(2, fromVersion)
                .put(3, toVersion)
                .put(4, intent)
                .put(5, proposer)
                .put(6, proposerDevice)
                .put(7, deadline)
                .build();
        return decode(SignedMap.sign(SignedType.UPGRADE_INTENT, core, device, null));
    }

    public AlbumId albumId() {
        return fields().id(1, AlbumId::of);
    }

    private ProtocolVersion parsedVersion(long key) {
        return fields().parsed(key, 10, ProtocolVersion::new);
    }

    public String fromVersion() {
        return fields().text(2, 10);
    }

    public String toVersion() {
        return fields().text(3, 10);
    }

    public IntentId intentId() {
        return fields().id(4, IntentId::of);
    }

    public UserId proposer() {
        return fields().id(5, UserId::of);
    }

    public DeviceId proposerDevice() {
        return fields().id(6, DeviceId::of);
    }

    public Timestamp deadline() {
        return fields().timestamp(7);
    }

    public Bytes encoded() {
        return signed.encoded();
    }

    /** @throws SignatureException unless the device of the proposer signed the intent */
    public void verify(HybridPublicKey deviceKey) {
        signed.verify(SignedType.UPGRADE_INTENT, deviceKey, SignedMap.FIRST_SIGNATURE);
    }

    private CborMap fields() {
        return signed.fields();
    }
}
