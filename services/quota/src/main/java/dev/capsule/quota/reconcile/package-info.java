/** Compares figures with facts all the time; repairs only when told to, and leaves a line. */
@NullMarked
package dev.capsule.quota.reconcile;

import org.jspecify.annotations.NullMarked;
