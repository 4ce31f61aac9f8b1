/** Bodies of the calls between services. */
@NullMarked
package dev.capsule.protocol.internal;

import org.jspecify.annotations.NullMarked;
