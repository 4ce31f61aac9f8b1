/** The upgrade ceremony of an album: quiesce, drain, freeze, fork; every step idempotent by its intent. */
@NullMarked
package dev.capsule.validation.upgrade;

import org.jspecify.annotations.NullMarked;
