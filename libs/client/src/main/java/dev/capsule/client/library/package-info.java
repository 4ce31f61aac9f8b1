/** The library on disk: media bundles, index, quarantine, audit log, durable state. */
@NullMarked
package dev.capsule.client.library;

import org.jspecify.annotations.NullMarked;
