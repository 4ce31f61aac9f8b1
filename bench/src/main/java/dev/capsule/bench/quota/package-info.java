/** Reservations beside bare UPDATEs on the same PostgreSQL, and operator calls over a million accounts. */
@NullMarked
package dev.capsule.bench.quota;

import org.jspecify.annotations.NullMarked;
