/** A real PostgreSQL 18 server on loopback, run from its published binaries. */
@NullMarked
package dev.capsule.backing.postgres;

import org.jspecify.annotations.NullMarked;
