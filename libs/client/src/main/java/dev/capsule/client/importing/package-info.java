/** From a folder of photos to committed assets. */
@NullMarked
package dev.capsule.client.importing;

import org.jspecify.annotations.NullMarked;
