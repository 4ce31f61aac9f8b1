/** From the last byte to the blob store: whole hash, content address, bundle, and recovery after a crash. */
@NullMarked
package dev.capsule.ingest.landing;

import org.jspecify.annotations.NullMarked;
