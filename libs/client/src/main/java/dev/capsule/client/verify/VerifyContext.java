package dev.capsule.client.verify;

import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.UserId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything a verdict depends on beside the manifest. Nothing here comes from the party that offers the manifest
 * without having been verified and pinned before.
 *
 * @param directories the pinned directory of a user, if there is one
 * @param chain the local history of the asset
 * @param heldEpochs epochs whose album key this device holds
 * @param arrivalFloor lowest epoch for a record that arrives as the newest of the feed; 1 for older history, which only
 *     its own chain bounds (client-invariants 1.3)
 */
public record VerifyContext(
        AlbumId album,
        AlbumAuthority authority,
        Function<UserId, Optional<SignerDirectory>> directories,
        LocalChain chain,
        Set<Long> heldEpochs,
        long arrivalFloor,
        Inventory inventory) {

    /** The versions and suites this client knows. */
    public record Inventory(Set<String> versions, Set<Long> suites) {
        public static final Inventory CURRENT = new Inventory(
                ProtocolVersion.WINDOW.stream().map(ProtocolVersion::date).collect(Collectors.toUnmodifiableSet()),
                Arrays.stream(CryptoSuite.values()).map(s -> (long) s.id()).collect(Collectors.toUnmodifiableSet()));
    }

    public VerifyContext chain(LocalChain other) {
        return new VerifyContext(album, authority, directories, other, heldEpochs, arrivalFloor, inventory);
    }

    public VerifyContext arrivalFloor(long floor) {
        return new VerifyContext(album, authority, directories, chain, heldEpochs, floor, inventory);
    }

    /** Only after the authority was found trusted. */
    EpochLedger ledger() {
        return switch (authority) {
            case AlbumAuthority.Trusted(var ledger) -> ledger;
            case AlbumAuthority.Untrusted u -> throw new IllegalStateException("the authority was not checked first");
        };
    }
}
