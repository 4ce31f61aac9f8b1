/** The sync feed: cursors bound to their caller. */
@NullMarked
package dev.capsule.protocol.sync;

import org.jspecify.annotations.NullMarked;
