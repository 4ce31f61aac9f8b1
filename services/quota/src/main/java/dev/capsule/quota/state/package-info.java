/** The storage states of an account and what each of them refuses. */
@NullMarked
package dev.capsule.quota.state;

import org.jspecify.annotations.NullMarked;
