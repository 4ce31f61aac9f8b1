/** Test data shared by the tests of this library. */
@NullMarked
package dev.capsule.protocol.vectors;

import org.jspecify.annotations.NullMarked;
