/** Storage verification: is what a client believes to be stored really there? */
@NullMarked
package dev.capsule.ingest.verify;

import org.jspecify.annotations.NullMarked;
