/** What quota announces. */
@NullMarked
package dev.capsule.quota.event;

import org.jspecify.annotations.NullMarked;
