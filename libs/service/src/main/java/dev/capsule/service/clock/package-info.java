/** The clock, replaceable in tests. */
@NullMarked
package dev.capsule.service.clock;

import org.jspecify.annotations.NullMarked;
