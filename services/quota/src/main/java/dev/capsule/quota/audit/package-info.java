/** What operators did, and why. */
@NullMarked
package dev.capsule.quota.audit;

import org.jspecify.annotations.NullMarked;
