/** The whole signed chain of an asset. */
@NullMarked
package dev.capsule.validation.provenance;

import org.jspecify.annotations.NullMarked;
