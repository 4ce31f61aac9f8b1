package dev.capsule.client.verify;

import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.DeviceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The pinned directory of a user; remembers which of its entries the identity key was seen to sign. */
public final class SignerDirectory {
    private final DeviceDirectory directory;
    private final Map<DeviceId, Boolean> certified = new ConcurrentHashMap<>();

    public SignerDirectory(DeviceDirectory directory) {
        this.directory = directory;
    }

    public DeviceDirectory directory() {
        return directory;
    }

    public Optional<DeviceEntry> device(DeviceId id) {
        return directory.device(id);
    }

    /** Whether the identity key signed this entry. */
    public boolean isCertified(DeviceEntry entry) {
        return certified.computeIfAbsent(entry.deviceId(), id -> {
            try {
                entry.verify(directory.user(), directory.identityKey());
                return true;
            } catch (SignatureException e) {
                return false;
            }
        });
    }
}
