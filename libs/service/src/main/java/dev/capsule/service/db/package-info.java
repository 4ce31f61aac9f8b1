/** Transactions over the reactive PostgreSQL client, with the tenant set for row-level security. */
@NullMarked
package dev.capsule.service.db;

import org.jspecify.annotations.NullMarked;
