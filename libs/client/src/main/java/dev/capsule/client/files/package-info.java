/** Writing files so that a crash leaves the old or the new one, never half. */
@NullMarked
package dev.capsule.client.files;

import org.jspecify.annotations.NullMarked;
