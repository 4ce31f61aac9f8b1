/** Upload sessions: creating, looking up, listing, cancelling, and what becomes of them. */
@NullMarked
package dev.capsule.ingest.upload;

import org.jspecify.annotations.NullMarked;
