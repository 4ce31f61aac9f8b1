/** Blobs as objects of an S3-compatible store. */
@NullMarked
package dev.capsule.ingest.storage.s3;

import org.jspecify.annotations.NullMarked;
