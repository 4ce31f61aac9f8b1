/** Calls between services: their own port, their own credential, bounded both ways. */
@NullMarked
package dev.capsule.service.internal;

import org.jspecify.annotations.NullMarked;
