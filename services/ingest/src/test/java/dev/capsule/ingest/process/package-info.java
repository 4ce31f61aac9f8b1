/** Packaged instances of the service as processes of their own, killed and stopped. Run after packaging. */
@NullMarked
package dev.capsule.ingest.process;

import org.jspecify.annotations.NullMarked;
