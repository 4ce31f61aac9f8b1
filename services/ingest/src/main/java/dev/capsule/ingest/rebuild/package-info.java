/** Making the index of blobs anew from the blobs themselves, after the database was lost. */
@NullMarked
package dev.capsule.ingest.rebuild;

import org.jspecify.annotations.NullMarked;
