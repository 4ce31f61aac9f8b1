/** Copies of other servers' blobs: charged to the user they are kept for, capped for each peer. */
@NullMarked
package dev.capsule.quota.peer;

import org.jspecify.annotations.NullMarked;
