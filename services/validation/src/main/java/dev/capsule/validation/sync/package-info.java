/** The sync feed: the latest entry of each asset of the caller's albums. */
@NullMarked
package dev.capsule.validation.sync;

import org.jspecify.annotations.NullMarked;
