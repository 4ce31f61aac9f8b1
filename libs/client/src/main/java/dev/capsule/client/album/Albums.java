package dev.capsule.client.album;

import dev.capsule.client.account.Escrow;
import dev.capsule.client.directory.Directories;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.AlbumKeys;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.library.LibraryPaths;
import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestationBuilder;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.RefusalException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The albums of this device: their keys, and their epoch ledgers, pinned and only ever extended. */
public final class Albums {
    private static final int MAX_NAME_BYTES = 256;

    private final Transport transport;
    private final Bearer bearer;
    private final KeyRing keys;
    private final Escrow escrow;
    private final Directories directories;
    private final LibraryPaths paths;
    private final Clock clock;
    private final Map<AlbumId, EpochLedger> pinned = new ConcurrentHashMap<>();

    public Albums(
            Transport transport,
            Bearer bearer,
            KeyRing keys,
            Escrow escrow,
            Directories directories,
            LibraryPaths paths,
            Clock clock) {
        this.transport = transport;
        this.bearer = bearer;
        this.keys = keys;
        this.escrow = escrow;
        this.directories = directories;
        this.paths = paths;
        this.clock = clock;
    }

    /**
     * Makes an album with this user as its admin. Keys and signed bytes are on disk before the server hears of it; what
     * the server did not confirm is sent again by {@link #sendPending}.
     */
    public AlbumSummary create(String name) {
        if (name.isBlank() || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new ClientException("ALBUM_NAME_INVALID", "An album name has 1 to 256 bytes.");
        }
        var id = new AlbumId(UUID.randomUUID());
        var fresh = AlbumKeys.fresh(id, name);
        var now = new Timestamp(clock.instant());
        var admin = new HybridSigner(fresh.adminSeed().orElseThrow());
        var writeTier =
                new HybridSigner(fresh.epochs().getFirst().writeTierSeed().orElseThrow());
        var descriptor =
                AlbumDescriptor.sign(id, keys.user(), keys.account().tenant().host(), now, keys.deviceSigner(), admin);
        var attestation = EpochAttestationBuilder.first(id, writeTier.publicKey(), now)
                .members(List.of(new Member(keys.user(), MemberRole.ADMIN)))
                .sign(admin);
        var ledger = EpochLedger.start(descriptor, attestation);
        keys.updateAccount(account -> account.with(fresh));
        write(paths.pendingAlbum(id), ledger.encode());
        send(id, ledger);
        return new AlbumSummary(id, name, 1);
    }

    private void send(AlbumId id, EpochLedger ledger) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(ledger.descriptor().encoded().toArray());
        ledger.attestations().forEach(a -> body.writeBytes(a.encoded().toArray()));
        try {
            transport.send(Call.post("/albums").as(bearer).signed(body.toByteArray()));
        } catch (ServerRefusalException e) {
            keys.updateAccount(account -> account.without(id));
            delete(paths.pendingAlbum(id));
            throw e;
        }
        pin(ledger);
        delete(paths.pendingAlbum(id));
        escrow.push();
    }

    /** Sends again what an earlier run did not get confirmed. */
    public void sendPending() {
        for (var album : keys.account().albums()) {
            var file = paths.pendingAlbum(album.album());
            if (Files.exists(file)) {
                send(album.album(), EpochLedger.decodeAndVerify(read(file)));
            }
        }
    }

    /** The albums this device holds keys of, by name. */
    public List<AlbumSummary> list() {
        return keys.account().albums().stream()
                .map(album -> new AlbumSummary(
                        album.album(), album.name(), album.epochs().getLast().amkVersion()))
                .sorted(java.util.Comparator.comparing(AlbumSummary::name).thenComparing(a -> a.id().value()))
                .toList();
    }

    /** By id or, if exactly one has it, by name. */
    public AlbumSummary find(String idOrName) {
        var found = list().stream()
                .filter(a -> a.name().equals(idOrName) || a.id().toString().equals(idOrName))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new ClientException(
                "ALBUM_UNKNOWN",
                found.isEmpty()
                        ? "There is no album '" + idOrName + "'; see 'album ls'."
                        : "Several albums are called '" + idOrName + "'; name one by its id.");
    }

    /** The pinned ledger, without asking the server. */
    public Optional<EpochLedger> pinned(AlbumId album) {
        var known = pinned.get(album);
        if (known != null) {
            return Optional.of(known);
        }
        var file = paths.ledger(album);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var ledger = verified(album, read(file));
        pinned.put(album, ledger);
        return Optional.of(ledger);
    }

    /**
     * Asks the server for the ledger and pins it if it goes on where the pinned one ends.
     *
     * @throws ClientException UNTRUSTED_AUTHORITY if it does not verify or contradicts the pinned one
     */
    public EpochLedger refresh(AlbumId album) {
        byte[] body = transport
                .send(Call.get("/albums/" + album).as(bearer).maxAnswer(EpochLedger.MAX_BYTES))
                .body();
        var offered = verified(album, body);
        var known = pinned(album);
        if (known.isPresent()) {
            requireExtension(known.get(), offered);
        } else {
            verifyCreator(offered);
        }
        pin(offered);
        return offered;
    }

    private static void requireExtension(EpochLedger known, EpochLedger offered) {
        boolean extension =
                offered.attestations().size() >= known.attestations().size()
                        && offered.descriptor().hash().equals(known.descriptor().hash())
                        && offered.attestations()
                                .subList(0, known.attestations().size())
                                .equals(known.attestations());
        if (!extension) {
            throw new ClientException(
                    ClientReason.UNTRUSTED_AUTHORITY,
                    "The server offers a history of album " + known.albumId()
                            + " that contradicts the one seen before.");
        }
    }

    /** First contact: the descriptor is signed by a device of its owner. */
    private void verifyCreator(EpochLedger ledger) {
        var descriptor = ledger.descriptor();
        var owner = directories.pinned(descriptor.owner()).or(() -> directories.refresh(descriptor.owner()));
        boolean signed = owner.stream()
                .flatMap(o -> o.directory().devices().stream())
                .anyMatch(device -> {
                    try {
                        descriptor.verifyCreator(device.signingKey());
                        return true;
                    } catch (SignatureException e) {
                        return false;
                    }
                });
        if (!signed) {
            throw new ClientException(
                    ClientReason.UNTRUSTED_AUTHORITY,
                    "The album " + ledger.albumId() + " is not signed by a device of its owner.");
        }
    }

    private static EpochLedger verified(AlbumId album, byte[] encoded) {
        try {
            var ledger = EpochLedger.decodeAndVerify(encoded);
            if (ledger.albumId().equals(album)) {
                return ledger;
            }
        } catch (RefusalException e) {
            throw new ClientException(
                    ClientReason.UNTRUSTED_AUTHORITY, "The epochs of album " + album + " do not verify.", e);
        }
        throw new ClientException(ClientReason.UNTRUSTED_AUTHORITY, "The server sent the epochs of another album.");
    }

    private void pin(EpochLedger ledger) {
        write(paths.ledger(ledger.albumId()), ledger.encode());
        pinned.put(ledger.albumId(), ledger);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + file, e);
        }
    }
}
