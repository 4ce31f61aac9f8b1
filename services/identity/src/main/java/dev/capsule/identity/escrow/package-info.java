/** Wrapped secrets a user keeps here for recovery: opaque bytes with a version. */
@NullMarked
package dev.capsule.identity.escrow;

import org.jspecify.annotations.NullMarked;
