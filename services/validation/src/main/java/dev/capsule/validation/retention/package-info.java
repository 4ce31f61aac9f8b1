/** Retention: what was deleted is purged when its signed retention has ended by the clock of this server, never before. */
@NullMarked
package dev.capsule.validation.retention;

import org.jspecify.annotations.NullMarked;
