/** Refusals: one registry of codes, one value that carries one. */
@NullMarked
package dev.capsule.protocol.reason;

import org.jspecify.annotations.NullMarked;
