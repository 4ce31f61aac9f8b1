/** Takedowns and legal holds, as moderation announces them. */
@NullMarked
package dev.capsule.ingest.moderation;

import org.jspecify.annotations.NullMarked;
