/** Ingest: takes encrypted bytes in, keeps them, and gives them back to those who may have them. */
@NullMarked
package dev.capsule.ingest;

import org.jspecify.annotations.NullMarked;
