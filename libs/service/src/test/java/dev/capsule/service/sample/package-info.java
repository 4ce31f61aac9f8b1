/** A service in miniature that exercises the shared parts. */
@NullMarked
package dev.capsule.service.sample;

import org.jspecify.annotations.NullMarked;
