/** Commands that move bytes: import, sync, get. */
@NullMarked
package dev.capsule.cli.transfer;

import org.jspecify.annotations.NullMarked;
