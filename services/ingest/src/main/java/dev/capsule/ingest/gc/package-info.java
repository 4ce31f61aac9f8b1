/** Reclaiming what nobody refers to: expired sessions, debris, unreferenced blobs. */
@NullMarked
package dev.capsule.ingest.gc;

import org.jspecify.annotations.NullMarked;
