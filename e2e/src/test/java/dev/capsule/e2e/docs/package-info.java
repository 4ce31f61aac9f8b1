/** The documents keep what they promise. */
@NullMarked
package dev.capsule.e2e.docs;

import org.jspecify.annotations.NullMarked;
