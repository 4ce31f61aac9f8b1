/** Writes without blobs over HTTP: delete, restore, and whatever needs no upload. */
@NullMarked
package dev.capsule.validation.lifecycle;

import org.jspecify.annotations.NullMarked;
