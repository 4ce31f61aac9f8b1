/** Signed writes without new bytes: into the trash and out of it. */
@NullMarked
package dev.capsule.client.lifecycle;

import org.jspecify.annotations.NullMarked;
