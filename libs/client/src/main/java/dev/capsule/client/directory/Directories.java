package dev.capsule.client.directory;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.Transport;
import dev.capsule.client.library.LibraryPaths;
import dev.capsule.client.library.LibraryState;
import dev.capsule.client.library.LibraryState.DirectoryMark;
import dev.capsule.client.verify.SignerDirectory;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.RefusalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Device directories, pinned at first sight and from then on only moving forward (client-invariants 11): never to a
 * lower version, another identity key, or one that drops or changes an entry.
 */
public final class Directories {
    private final Transport transport;
    private final Bearer bearer;
    private final LibraryPaths paths;
    private final LibraryState state;
    private final Map<UserId, SignerDirectory> pinned = new ConcurrentHashMap<>();

    public Directories(Transport transport, Bearer bearer, LibraryPaths paths, LibraryState state) {
        this.transport = transport;
        this.bearer = bearer;
        this.paths = paths;
        this.state = state;
    }

    /** The pinned directory, without asking the server. */
    public Optional<SignerDirectory> pinned(UserId user) {
        var known = pinned.get(user);
        if (known != null) {
            return Optional.of(known);
        }
        var file = paths.directory(user);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var directory = DeviceDirectory.decode(Files.readAllBytes(file));
            requireIntact(directory);
            return Optional.of(remember(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        } catch (RefusalException e) {
            throw damaged(user);
        }
    }

    /**
     * The mark lives in another file: a pin that was put back on disk is behind it. Ahead of it is a crash between the
     * two writes, which is harmless.
     */
    private void requireIntact(DeviceDirectory directory) {
        var mark = state.directory(directory.user());
        boolean behind = mark.isPresent()
                && !mark.get().hash().equals(directory.hash())
                && directory.version() <= mark.get().version();
        if (behind) {
            throw damaged(directory.user());
        }
    }

    private static ClientException damaged(UserId user) {
        return new ClientException(
                ClientReason.DIRECTORY_ROLLBACK,
                "The stored device directory of " + user + " is not the one this library has seen last.");
    }

    /** Asks the server and pins what it answers, if that may follow what is pinned. Empty if the user has none. */
    public Optional<SignerDirectory> refresh(UserId user) {
        byte[] body;
        try {
            body = transport
                    .send(Call.get("/directories/" + user).as(bearer).maxAnswer(DeviceDirectory.MAX_BYTES))
                    .body();
        } catch (ServerRefusalException e) {
            if (e.status() == 404) {
                return pinned(user);
            }
            throw e;
        }
        return Optional.of(pin(user, body));
    }

    private SignerDirectory pin(UserId user, byte[] body) {
        var offered = decode(user, body);
        var mark = state.directory(user);
        if (mark.isPresent()) {
            if (offered.version() < mark.get().version()) {
                throw refused(ClientReason.DIRECTORY_ROLLBACK, user);
            }
            if (offered.hash().equals(mark.get().hash())) {
                return pinned(user).orElseGet(() -> store(offered));
            }
            if (offered.version() == mark.get().version()) {
                throw refused(ClientReason.DIRECTORY_EQUIVOCATION, user);
            }
            if (!pinned(user).map(p -> p.directory().allows(offered)).orElse(true)) {
                throw new ClientException(
                        "DIRECTORY_MUTATION",
                        "The device directory of " + user + " changes what an earlier version of it states.");
            }
        }
        return store(offered);
    }

    private static DeviceDirectory decode(UserId user, byte[] body) {
        try {
            var directory = DeviceDirectory.decode(body);
            directory.verify();
            if (directory.user().equals(user)) {
                return directory;
            }
        } catch (RefusalException | SignatureException e) {
            throw new ClientException(
                    "DIRECTORY_SIGNATURE_INVALID", "The device directory of " + user + " does not verify.", e);
        }
        throw new ClientException("DIRECTORY_SIGNATURE_INVALID", "The server sent the directory of another user.");
    }

    private SignerDirectory store(DeviceDirectory directory) {
        try {
            AtomicFile.write(
                    paths.directory(directory.user()), directory.encoded().toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("can't pin the directory of " + directory.user(), e);
        }
        state.directory(directory.user(), new DirectoryMark(directory.version(), directory.hash()));
        return remember(directory);
    }

    private SignerDirectory remember(DeviceDirectory directory) {
        var signer = new SignerDirectory(directory);
        pinned.put(directory.user(), signer);
        return signer;
    }

    /** Publishes a directory of this user and pins it. */
    public SignerDirectory publish(DeviceDirectory directory) {
        try {
            transport.send(Call.put("/directories/" + directory.user())
                    .as(bearer)
                    .signed(directory.encoded().toArray()));
        } catch (ServerRefusalException e) {
            // A publish whose answer was lost is refused as stale when it is sent again.
            var current = refresh(directory.user()).map(d -> d.directory().hash());
            if (!current.equals(Optional.of(directory.hash()))) {
                throw e;
            }
        }
        return store(directory);
    }

    private static ClientException refused(ClientReason reason, UserId user) {
        return new ClientException(reason, reason.sentence() + " (user " + user + ").");
    }
}
