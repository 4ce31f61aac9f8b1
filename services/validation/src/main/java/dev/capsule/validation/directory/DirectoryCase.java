package dev.capsule.validation.directory;

import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.id.UserId;
import java.util.Optional;

/**
 * A directory somebody wants published.
 *
 * @param path the user the request names
 * @param stored the latest version, if there is one: it pins the identity key
 * @param signed whether its own identity key signed it and every entry
 */
record DirectoryCase(
        UserId caller, UserId path, DeviceDirectory directory, Optional<DeviceDirectory> stored, boolean signed) {}
