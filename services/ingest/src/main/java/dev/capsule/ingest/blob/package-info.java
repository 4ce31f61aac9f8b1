/** Stored blobs and who refers to them; downloads. */
@NullMarked
package dev.capsule.ingest.blob;

import org.jspecify.annotations.NullMarked;
