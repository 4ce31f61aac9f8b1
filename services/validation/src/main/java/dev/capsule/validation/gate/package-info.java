/** THE gate: for each kind of signed object the ordered rules that decide whether it may be committed. No I/O. */
@NullMarked
package dev.capsule.validation.gate;

import org.jspecify.annotations.NullMarked;
