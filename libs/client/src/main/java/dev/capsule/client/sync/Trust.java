package dev.capsule.client.sync;

import dev.capsule.client.account.Escrow;
import dev.capsule.client.album.Albums;
import dev.capsule.client.directory.Directories;
import dev.capsule.client.keys.AlbumKeys;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.verify.AlbumAuthority;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.client.verify.SignerDirectory;
import dev.capsule.client.verify.VerifyContext;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Ledgers, directories and keys as one run of sync sees them: each asked for once, at its first use. */
final class Trust {
    private final Albums albums;
    private final Directories directories;
    private final KeyRing keys;
    private final Escrow escrow;
    private final Set<AlbumId> freshLedgers = new HashSet<>();
    private final Set<UserId> freshDirectories = new HashSet<>();
    private boolean escrowPulled;

    Trust(Albums albums, Directories directories, KeyRing keys, Escrow escrow) {
        this.albums = albums;
        this.directories = directories;
        this.keys = keys;
        this.escrow = escrow;
    }

    /** @param highestEpoch of the records of the album that are applied; decides which epochs may still arrive */
    VerifyContext context(AlbumId album, LocalChain chain, long highestEpoch) {
        if (freshLedgers.add(album)) {
            albums.refresh(album);
        }
        var ledger = albums.pinned(album).orElseThrow();
        long floor = ledger.atEpoch(highestEpoch)
                .map(EpochAttestation::minWriteEpoch)
                .orElse(1L);
        return new VerifyContext(
                album,
                new AlbumAuthority.Trusted(ledger),
                this::directory,
                chain,
                keysOf(album).map(AlbumKeys::heldEpochs).orElse(Set.of()),
                floor,
                VerifyContext.Inventory.CURRENT);
    }

    Optional<SignerDirectory> directory(UserId user) {
        return freshDirectories.add(user) ? directories.refresh(user) : directories.pinned(user);
    }

    /** Forgets that these were asked for: something newer than the last answer has shown up. */
    void expire(AlbumId album, UserId user) {
        freshLedgers.remove(album);
        freshDirectories.remove(user);
    }

    private Optional<AlbumKeys> keysOf(AlbumId album) {
        var held = keys.account().album(album);
        if (held.isEmpty() && !escrowPulled) {
            escrowPulled = true;
            escrow.pull();
            held = keys.account().album(album);
        }
        return held;
    }

    /** Only for epochs the verdict found held. */
    Secret amk(AlbumId album, long epoch) {
        return keys.album(album).epoch(epoch).orElseThrow().amk();
    }
}
