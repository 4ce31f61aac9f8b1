/** Upload clients that others have written, unchanged, against the running suite. */
@NullMarked
package dev.capsule.e2e.tus;

import org.jspecify.annotations.NullMarked;
