/** The main job, undisturbed and through crashes. */
@NullMarked
package dev.capsule.e2e.job;

import org.jspecify.annotations.NullMarked;
