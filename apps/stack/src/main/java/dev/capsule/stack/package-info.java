/** The commands that run the whole suite on one machine. */
@NullMarked
package dev.capsule.stack;

import org.jspecify.annotations.NullMarked;
