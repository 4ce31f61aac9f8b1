/** The one way in: routes by path prefix, streams both ways, refuses what is ambiguous. */
@NullMarked
package dev.capsule.stack.gateway;

import org.jspecify.annotations.NullMarked;
