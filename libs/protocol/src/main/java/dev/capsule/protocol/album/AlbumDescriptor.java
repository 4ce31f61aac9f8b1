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
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an album is, fixed at its creation (wire-formats 8): pin, owner, home, first admin key. At most 32 KiB. */
public final class AlbumDescriptor {
    public static final int MAX_BYTES = 32 * 1024;
    public static final String TYPE = "album/v1";
    public static final int DEFAULT_RETENTION_DAYS = 30;

    private static final Set<Long> KEYS = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 30L, 31L);
    private static final Pattern HISTORY_POLICY = Pattern.compile("full|capped-[1-9][0-9]{0,8}");

    /** Where an upgraded album comes from. */
    public record UpgradedFrom(AlbumId oldAlbum, IntentId intent, Sha256 frozenStateHash) {}

    private final SignedMap signed;

    private AlbumDescriptor(SignedMap signed) {
        this.signed = signed;
        if (!fields().text(0, 32).equals(TYPE)) {
            throw new CborException("not an " + TYPE);
        }
        suite();
        protocolVersion();
        albumId();
        owner();
        homeServer();
        historyPolicy();
        retentionDays();
        adminKey();
        createdAt();
        upgradedFrom();
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        signed.requireSignature(SignedMap.SECOND_SIGNATURE);
        fields().unknown(KEYS);
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static AlbumDescriptor decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, AlbumDescriptor::new);
    }

    /** Writes and signs a descriptor with full history and default retention. */
    public static AlbumDescriptor sign(
            AlbumId album,
            UserId owner,
            String homeServer,
            Timestamp createdAt,
            HybridSigner creatorDevice,
            HybridSigner admin) {
        return sign(album, owner, homeServer, createdAt, Optional.empty(), creatorDevice, admin);
    }

    public static AlbumDescriptor sign(
            AlbumId album,
            UserId owner,
            String homeServer,
            Timestamp createdAt,
            Optional<UpgradedFrom> from,
            HybridSigner creatorDevice,
            HybridSigner admin) {
        var core = new CborMapBuilder()
                .put(0, TYPE)
                .put(1, CryptoSuite.SUITE_1.id())
                .put(2, ProtocolVersion.CURRENT.date())
                .put(3, album)
                .put(4, owner)
                .put(5, homeServer)
                .put(6, "full")
                .put(7, DEFAULT_RETENTION_DAYS)
                .put(8, admin.publicKey().toCbor())
                .put(9, createdAt);
        from.ifPresent(f -> core.put(
                10,
                new CborMapBuilder()
                        .put(0, f.oldAlbum())
                        .put(1, f.intent())
                        .put(2, f.frozenStateHash())
                        .build()));
        return decode(SignedMap.sign(SignedType.ALBUM, core.build(), creatorDevice, admin));
    }

    public long suite() {
        return fields().uint(1, 0xffff);
    }

    /** The immutable pin: writes to this album name exactly this version. */
    public String protocolVersion() {
        return fields().text(2, 10);
    }

    public AlbumId albumId() {
        return fields().id(3, AlbumId::of);
    }

    public UserId owner() {
        return fields().id(4, UserId::of);
    }

    public String homeServer() {
        return fields().text(5, 253);
    }

    /** {@code full} or {@code capped-<n>} epochs. */
    public String historyPolicy() {
        String policy = fields().text(6, 32);
        if (!HISTORY_POLICY.matcher(policy).matches()) {
            throw new CborException("an unknown history policy");
        }
        return policy;
    }

    /** Days, at most ten years. */
    public long retentionDays() {
        return fields().uint(7, 3660);
    }

    public HybridPublicKey adminKey() {
        return HybridPublicKey.of(fields().get(8));
    }

    public Timestamp createdAt() {
        return fields().timestamp(9);
    }

    public Optional<UpgradedFrom> upgradedFrom() {
        return fields().optional(10, CborMap::map)
                .map(m -> new UpgradedFrom(m.id(0, AlbumId::of), m.id(1, IntentId::of), m.hash(2)));
    }

    public Bytes encoded() {
        return signed.encoded();
    }

    public Sha256 hash() {
        return signed.hash();
    }

    /** @throws SignatureException unless the device signed the descriptor */
    public void verifyCreator(HybridPublicKey deviceKey) {
        signed.verify(SignedType.ALBUM, deviceKey, SignedMap.FIRST_SIGNATURE);
    }

    /** @throws SignatureException unless the admin key it names signed the descriptor */
    public void verifyAdmin() {
        signed.verify(SignedType.ALBUM, adminKey(), SignedMap.SECOND_SIGNATURE);
    }

    private CborMap fields() {
        return signed.fields();
    }

    @Override
    public String toString() {
        return "AlbumDescriptor[" + albumId() + "]";
    }
}
