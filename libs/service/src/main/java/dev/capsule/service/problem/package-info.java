/** Refusals and failures as RFC 9457 problem documents; the only mapper there is. */
@NullMarked
package dev.capsule.service.problem;

import org.jspecify.annotations.NullMarked;
