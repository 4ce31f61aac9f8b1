package dev.capsule.protocol.album;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Arrays;
import java.util.List;

/** Writes and signs the next attestation of an album. */
public final class EpochAttestationBuilder {
    private final CborMapBuilder core = new CborMapBuilder().put(0, EpochAttestation.TYPE);

    private EpochAttestationBuilder() {}

    public static EpochAttestationBuilder first(AlbumId album, HybridPublicKey writeTierKey, Timestamp at) {
        var builder = new EpochAttestationBuilder();
        builder.core.put(1, album).put(2, 1).put(4, 1).put(5, EpochOp.INIT.wireName());
        builder.core.put(7, writeTierKey.toCbor()).put(8, 1).put(9, at);
        return builder;
    }

    /**
     * Follows {@code previous}.
     *
     * @param writeTierKey the key of the epoch: the previous one exactly where {@code op} keeps the epoch
     * @param raisesFloor whether writes of earlier epochs are refused from here on
     */
    public static EpochAttestationBuilder after(
            EpochAttestation previous, EpochOp op, HybridPublicKey writeTierKey, boolean raisesFloor, Timestamp at) {
        long epoch = op.keepsEpoch() ? previous.epoch() : previous.epoch() + 1;
        var builder = new EpochAttestationBuilder();
        builder.core
                .put(1, previous.albumId())
                .put(2, previous.seq() + 1)
                .put(3, previous.hash())
                .put(4, epoch)
                .put(5, op.wireName())
                .put(7, writeTierKey.toCbor())
                .put(8, raisesFloor ? epoch : previous.minWriteEpoch())
                .put(9, at);
        return builder;
    }

    public EpochAttestationBuilder members(List<Member> members) {
        var sorted = members.stream()
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.user().bytes(), b.user().bytes()))
                .map(Member::toCbor)
                .toList();
        core.put(6, Cbor.array(sorted));
        return this;
    }

    public EpochAttestationBuilder tombstone(EpochAttestation.Tombstone tombstone) {
        core.put(
                10,
                new CborMapBuilder()
                        .put(0, tombstone.intent())
                        .put(1, tombstone.frozenStateHash())
                        .build());
        return this;
    }

    public EpochAttestationBuilder newAdminKey(HybridPublicKey key) {
        core.put(11, key.toCbor());
        return this;
    }

    public EpochAttestationBuilder intent(UpgradeIntent intent) {
        core.put(12, intent.encoded());
        return this;
    }

    public EpochAttestation sign(HybridSigner admin) {
        return EpochAttestation.decode(SignedMap.sign(SignedType.EPOCH_ATTESTATION, core.build(), admin, null));
    }
}
