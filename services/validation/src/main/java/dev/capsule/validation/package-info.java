/** Validation: the sole gate and the append-only ledger. */
@NullMarked
package dev.capsule.validation;

import org.jspecify.annotations.NullMarked;
