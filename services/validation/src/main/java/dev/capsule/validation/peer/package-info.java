/** Records pulled from the home servers of remote albums: the same gate, an answer for each. */
@NullMarked
package dev.capsule.validation.peer;

import org.jspecify.annotations.NullMarked;
