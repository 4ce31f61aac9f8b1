/** Secrets of this server: keys it makes for itself and never shows. */
@NullMarked
package dev.capsule.validation.secret;

import org.jspecify.annotations.NullMarked;
