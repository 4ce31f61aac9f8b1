/** Identifiers, hashes, times and versions as small types that check themselves. */
@NullMarked
package dev.capsule.protocol.id;

import org.jspecify.annotations.NullMarked;
