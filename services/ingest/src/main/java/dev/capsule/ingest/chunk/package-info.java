/** The byte path: one PATCH, from the socket to the staged file and the acknowledged offset. */
@NullMarked
package dev.capsule.ingest.chunk;

import org.jspecify.annotations.NullMarked;
