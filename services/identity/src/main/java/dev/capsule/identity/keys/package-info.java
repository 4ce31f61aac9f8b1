/** The token signing keys of each tenant: made, sealed at rest, rotated, published. */
@NullMarked
package dev.capsule.identity.keys;

import org.jspecify.annotations.NullMarked;
