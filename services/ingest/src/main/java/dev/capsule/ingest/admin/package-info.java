/** What the operator can ask of the blob store. */
@NullMarked
package dev.capsule.ingest.admin;

import org.jspecify.annotations.NullMarked;
