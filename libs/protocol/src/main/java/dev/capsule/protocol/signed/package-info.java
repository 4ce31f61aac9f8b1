/** Signed objects: a canonical map, the signatures at keys 30 and 31, and the hash that names it. */
@NullMarked
package dev.capsule.protocol.signed;

import org.jspecify.annotations.NullMarked;
