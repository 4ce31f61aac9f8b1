/** Bytes on disk: the content-addressed blob store and the staging area of uploads. */
@NullMarked
package dev.capsule.ingest.storage;

import org.jspecify.annotations.NullMarked;
