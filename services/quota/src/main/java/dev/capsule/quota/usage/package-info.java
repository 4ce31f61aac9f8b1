/** Who pays for which blob, from the facts of the ledger, and the figures that follow. */
@NullMarked
package dev.capsule.quota.usage;

import org.jspecify.annotations.NullMarked;
