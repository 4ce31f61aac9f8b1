/** How much a user may store: defaults, tenant, tier and override, and the ceiling of a tenant. */
@NullMarked
package dev.capsule.quota.limit;

import org.jspecify.annotations.NullMarked;
