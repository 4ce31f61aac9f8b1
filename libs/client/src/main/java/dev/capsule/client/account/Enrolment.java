package dev.capsule.client.account;

import dev.capsule.client.directory.Directories;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts this device into the directory of its user: a new version with one more entry signed by the identity key. */
public final class Enrolment {
    private final KeyRing keys;
    private final Directories directories;
    private final Clock clock;

    public Enrolment(KeyRing keys, Directories directories, Clock clock) {
        this.keys = keys;
        this.directories = directories;
        this.clock = clock;
    }

    /** Does nothing if the device is already listed. */
    public void enrol() {
        var current = directories.refresh(keys.user()).map(signer -> signer.directory());
        var device = keys.device().device();
        if (current.flatMap(d -> d.device(device)).isPresent()) {
            return;
        }
        var identity = keys.account().identityKey();
        var now = new Timestamp(clock.instant());
        List<DeviceEntry> entries =
                new ArrayList<>(current.map(DeviceDirectory::devices).orElse(List.of()));
        entries.add(DeviceEntry.sign(
                keys.user(), device, keys.deviceSigner().publicKey(), Bytes.EMPTY, now, Optional.empty(), identity));
        long version = current.map(d -> d.version() + 1).orElse(1L);
        directories.publish(DeviceDirectory.sign(keys.user(), version, now, entries, identity));
    }
}
