/** The running suite the tests share. */
@NullMarked
package dev.capsule.e2e.suite;

import org.jspecify.annotations.NullMarked;
