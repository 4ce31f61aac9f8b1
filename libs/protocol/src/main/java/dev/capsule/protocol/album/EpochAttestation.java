package dev.capsule.protocol.album;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One admin-signed commit of an album: members, epoch and write-tier key from here on (wire-formats 8). */
public final class EpochAttestation {
    public static final int MAX_BYTES = 256 * 1024;
    public static final int MAX_MEMBERS = 4096;
    public static final String TYPE = "epoch-attestation/v1";

    private static final Set<Long> KEYS = Set.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 30L);
    private static final long UINT32 = 0xffff_ffffL;

    /** The cutover of an upgrade. */
    public record Tombstone(IntentId intent, Sha256 frozenStateHash) {}

    private final SignedMap signed;
    private final List<Member> members;

    private EpochAttestation(SignedMap signed) {
        this.signed = signed;
        if (!fields().text(0, 32).equals(TYPE)) {
            throw new CborException("not an " + TYPE);
        }
        members = fields().array(6, MAX_MEMBERS).stream().map(Member::of).toList();
        for (int i = 1; i < members.size(); i++) {
            byte[] before = members.get(i - 1).user().bytes();
            if (Arrays.compareUnsigned(before, members.get(i).user().bytes()) >= 0) {
                throw new CborException("members unsorted or duplicate");
            }
        }
        albumId();
        attestedAt();
        writeTierKey();
        if ((seq() == 1) != previousHash().isEmpty()) {
            throw new CborException("prev_hash is absent in the first attestation alone");
        }
        if (seq() == 0 || epoch() == 0 || minWriteEpoch() == 0 || minWriteEpoch() > epoch()) {
            throw new CborException("seq, epoch or min_write_epoch out of range");
        }
        checkOperation();
        signed.requireSignature(SignedMap.FIRST_SIGNATURE);
        fields().unknown(KEYS);
    }

    private void checkOperation() {
        if ((op() == EpochOp.TOMBSTONE) != tombstone().isPresent()
                || (op() == EpochOp.ADMIN_ROTATE) != newAdminKey().isPresent()
                || (op() == EpochOp.INTENT) != intent().isPresent()) {
            throw new CborException("the fields do not fit the operation");
        }
    }

    /** @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED} */
    public static EpochAttestation decode(byte[] encoded) {
        return SignedMap.parse(encoded, MAX_BYTES, EpochAttestation::new);
    }

    public AlbumId albumId() {
        return fields().id(1, AlbumId::of);
    }

    /** Position in the chain: 1, 2, … without gaps. */
    public long seq() {
        return fields().uint(2, UINT32);
    }

    /** SHA-256 of the full attestation before this one. */
    public Optional<Sha256> previousHash() {
        return fields().optional(3, CborMap::hash);
    }

    public long epoch() {
        return fields().uint(4, UINT32);
    }

    public EpochOp op() {
        return WireEnum.find(EpochOp.class, fields().text(5, 32))
                .orElseThrow(() -> new CborException("an unknown operation"));
    }

    /** Sorted by user id. */
    public List<Member> members() {
        return members;
    }

    public Optional<MemberRole> roleOf(UserId user) {
        return members.stream()
                .filter(m -> m.user().equals(user))
                .map(Member::role)
                .findFirst();
    }

    public HybridPublicKey writeTierKey() {
        return HybridPublicKey.of(fields().get(7));
    }

    public long minWriteEpoch() {
        return fields().uint(8, UINT32);
    }

    public Timestamp attestedAt() {
        return fields().timestamp(9);
    }

    public Optional<Tombstone> tombstone() {
        return fields().optional(10, CborMap::map).map(m -> new Tombstone(m.id(0, IntentId::of), m.hash(1)));
    }

    public Optional<HybridPublicKey> newAdminKey() {
        return fields().find(11).map(HybridPublicKey::of);
    }

    /** The bytes of the signed upgrade intent. */
    public Optional<Bytes> intent() {
        return fields().optional(12, (m, key) -> m.bytes(key, 1, UpgradeIntent.MAX_BYTES));
    }

    public Bytes encoded() {
        return signed.encoded();
    }

    public Sha256 hash() {
        return signed.hash();
    }

    /** @throws SignatureException unless the admin key signed the attestation */
    public void verify(HybridPublicKey adminKey) {
        signed.verify(SignedType.EPOCH_ATTESTATION, adminKey, SignedMap.FIRST_SIGNATURE);
    }

    private CborMap fields() {
        return signed.fields();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EpochAttestation that && hash().equals(that.hash());
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "EpochAttestation[" + albumId() + " seq " + seq() + " epoch " + epoch() + "]";
    }
}
