/** The envelope of an encrypted sidecar: all a keyless server can check of it. */
@NullMarked
package dev.capsule.protocol.metadata;

import org.jspecify.annotations.NullMarked;
