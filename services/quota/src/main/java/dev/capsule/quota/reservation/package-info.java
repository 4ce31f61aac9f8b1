/** Bytes set aside for uploads: granted in one transaction, leased, settled once. */
@NullMarked
package dev.capsule.quota.reservation;

import org.jspecify.annotations.NullMarked;
