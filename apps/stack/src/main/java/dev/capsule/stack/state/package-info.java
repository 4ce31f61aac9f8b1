/** The state directory: who holds it, what it keeps, and whether it is whole. */
@NullMarked
package dev.capsule.stack.state;

import org.jspecify.annotations.NullMarked;
