/** What writers sign: asset and derivative manifests, and the records their chains are made of. */
@NullMarked
package dev.capsule.protocol.manifest;

import org.jspecify.annotations.NullMarked;
