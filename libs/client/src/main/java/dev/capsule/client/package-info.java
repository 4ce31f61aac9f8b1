/** The reference client: one object that owns a library on disk and speaks to one home server. */
@NullMarked
package dev.capsule.client;

import org.jspecify.annotations.NullMarked;
