/** Who is a member of which album, as validation announces it. */
@NullMarked
package dev.capsule.ingest.access;

import org.jspecify.annotations.NullMarked;
