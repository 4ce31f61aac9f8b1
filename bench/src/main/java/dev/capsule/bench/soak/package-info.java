/** Uploads while processes are killed, and an independent look at what is left of what clients were told. */
@NullMarked
package dev.capsule.bench.soak;

import org.jspecify.annotations.NullMarked;
