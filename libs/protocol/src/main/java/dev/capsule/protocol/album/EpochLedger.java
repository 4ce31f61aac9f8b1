package dev.capsule.protocol.album;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The authority of an album: its descriptor and the chain of attestations, each signed by the admin key in force before
 * it (wire-formats 8). Immutable; {@link #append} gives the next one. Client and server verify with the same code.
 */
public final class EpochLedger {
    public static final int MAX_ATTESTATIONS = 4096;
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    private final AlbumDescriptor descriptor;
    private final List<EpochAttestation> attestations;
    private final HybridPublicKey adminKey;

    private EpochLedger(AlbumDescriptor descriptor, List<EpochAttestation> attestations, HybridPublicKey adminKey) {
        this.descriptor = descriptor;
        this.attestations = List.copyOf(attestations);
        this.adminKey = adminKey;
    }

    /** A ledger of verified parts; used where rows come out of a store that only verified ones enter. */
    public static EpochLedger ofVerified(AlbumDescriptor descriptor, List<EpochAttestation> attestations) {
        var adminKey = attestations.stream()
                .flatMap(a -> a.newAdminKey().stream())
                .reduce(descriptor.adminKey(), (before, after) -> after);
        return new EpochLedger(descriptor, attestations, adminKey);
    }

    /**
     * Starts a ledger, verifying the admin signature of both. The creator's device signature is the caller's to verify.
     *
     * @throws RefusalException as {@link #append} does
     */
    public static EpochLedger start(AlbumDescriptor descriptor, EpochAttestation first) {
        verifying(descriptor::verifyAdmin);
        return new EpochLedger(descriptor, List.of(), descriptor.adminKey()).append(first);
    }

    /**
     * Verifies a whole ledger from its wire form.
     *
     * @throws RefusalException if any link, step or signature is wrong
     */
    public static EpochLedger decodeAndVerify(byte[] encoded) {
        try {
            var map = CborMap.decode(encoded, CborLimits.ofBytes(MAX_BYTES));
            var descriptor = AlbumDescriptor.decode(
                    map.bytes(0, 1, AlbumDescriptor.MAX_BYTES).toArray());
            var items = map.array(1, MAX_ATTESTATIONS);
            EpochLedger ledger = null;
            for (Cbor item : items) {
                if (!(item instanceof Cbor.Bstr(var bytes))) {
                    throw new CborException("an attestation is not a byte string");
                }
                var attestation = EpochAttestation.decode(bytes.toArray());
                ledger = ledger == null ? start(descriptor, attestation) : ledger.append(attestation);
            }
            if (ledger == null) {
                throw new CborException("no attestation");
            }
            return ledger;
        } catch (CborException e) {
            throw new RefusalException(ReasonCode.MANIFEST_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The ledger with one more attestation.
     *
     * @throws RefusalException {@link ReasonCode#EPOCH_FORK} unless it follows the last one by seq and hash,
     *     {@link ReasonCode#MANIFEST_MALFORMED} for a wrong step of epoch, floor, members or key, {@link
     *     ReasonCode#WRITE_SIG_INVALID} unless the admin key in force signed it
     */
    public EpochLedger append(EpochAttestation next) {
        if (!next.albumId().equals(albumId())) {
            throw malformed("the attestation is of another album");
        }
        if (attestations.size() == MAX_ATTESTATIONS) {
            throw malformed("the album has all the attestations an album may have");
        }
        if (attestations.isEmpty()) {
            checkFirst(next);
        } else {
            checkStep(last(), next);
        }
        verifying(() -> next.verify(adminKey));
        var all = new ArrayList<>(attestations);
        all.add(next);
        return new EpochLedger(descriptor, all, next.newAdminKey().orElse(adminKey));
    }

    private void checkFirst(EpochAttestation first) {
        if (first.seq() != 1) {
            throw new RefusalException(ReasonCode.EPOCH_FORK, "the first attestation has seq 1");
        }
        if (first.op() != EpochOp.INIT || first.epoch() != 1 || first.minWriteEpoch() != 1) {
            throw malformed("the first attestation is init at epoch 1");
        }
        if (!first.roleOf(descriptor.owner()).equals(Optional.of(MemberRole.ADMIN))) {
            throw malformed("the owner starts as an admin");
        }
    }

    private static void checkStep(EpochAttestation last, EpochAttestation next) {
        if (next.seq() != last.seq() + 1 || !next.previousHash().equals(Optional.of(last.hash()))) {
            throw new RefusalException(ReasonCode.EPOCH_FORK, "the chain is at seq " + last.seq());
        }
        if (next.op() == EpochOp.INIT) {
            throw malformed("init comes first alone");
        }
        long expected = next.op().keepsEpoch() ? last.epoch() : last.epoch() + 1;
        if (next.epoch() != expected) {
            throw malformed("the epoch after " + last.epoch() + " is " + expected);
        }
        boolean sameKey = next.writeTierKey().equals(last.writeTierKey());
        if (sameKey != next.op().keepsEpoch()) {
            throw malformed("the write-tier key changes exactly when the epoch does");
        }
        if (next.op().keepsEpoch() && !next.members().equals(last.members())) {
            // Who leaves or is demoted still holds the write key: only a new epoch takes it away.
            throw malformed("members change only with the epoch");
        }
        checkFloor(last, next);
    }

    private static void checkFloor(EpochAttestation last, EpochAttestation next) {
        boolean mustRaise =
                switch (next.op()) {
                    case REMOVE, REKEY -> true;
                    case ROLE, ADD, ROTATE, INIT, ADMIN_ROTATE, INTENT, TOMBSTONE -> demotes(last, next);
                };
        boolean mayRaise = mustRaise || next.op() == EpochOp.ROTATE || next.op() == EpochOp.ROLE;
        boolean raised = next.minWriteEpoch() == next.epoch();
        boolean kept = next.minWriteEpoch() == last.minWriteEpoch();
        if (mustRaise ? !raised : !(kept || (mayRaise && raised))) {
            throw malformed("min_write_epoch does not fit the operation");
        }
    }

    private static boolean demotes(EpochAttestation last, EpochAttestation next) {
        var after = next.members().stream().collect(Collectors.toMap(Member::user, Member::role));
        return last.members().stream().anyMatch(before -> {
            var role = after.get(before.user());
            return role == null || role.compareTo(before.role()) < 0;
        });
    }

    private static void verifying(Runnable verification) {
        try {
            verification.run();
        } catch (SignatureException e) {
            throw new RefusalException(ReasonCode.WRITE_SIG_INVALID, "the admin signature does not verify");
        }
    }

    private static RefusalException malformed(String detail) {
        return new RefusalException(ReasonCode.MANIFEST_MALFORMED, detail);
    }

    public AlbumDescriptor descriptor() {
        return descriptor;
    }

    public AlbumId albumId() {
        return descriptor.albumId();
    }

    public List<EpochAttestation> attestations() {
        return attestations;
    }

    public EpochAttestation last() {
        return attestations.getLast();
    }

    /** The highest attested epoch. */
    public long ceiling() {
        return last().epoch();
    }

    public long minWriteEpoch() {
        return last().minWriteEpoch();
    }

    public HybridPublicKey adminKey() {
        return adminKey;
    }

    /** The newest attestation of an epoch: its write-tier key and members. */
    public Optional<EpochAttestation> atEpoch(long epoch) {
        return attestations.reversed().stream().filter(a -> a.epoch() == epoch).findFirst();
    }

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, descriptor.encoded())
                .put(
                        1,
                        Cbor.array(attestations.stream()
                                .map(a -> Cbor.of(a.encoded()))
                                .toList()))
                .encode();
    }
}
