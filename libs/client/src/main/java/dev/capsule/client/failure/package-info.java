/** What can go wrong, with a stable code and one sentence for people. */
@NullMarked
package dev.capsule.client.failure;

import org.jspecify.annotations.NullMarked;
