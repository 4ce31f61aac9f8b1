/** Bad input against the running suite. */
@NullMarked
package dev.capsule.e2e.hostile;

import org.jspecify.annotations.NullMarked;
