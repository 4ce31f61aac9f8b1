/** Decides who may store how much, and knows to the byte why. */
@NullMarked
package dev.capsule.quota;

import org.jspecify.annotations.NullMarked;
