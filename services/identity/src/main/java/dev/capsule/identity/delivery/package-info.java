/** Album keys on their way from one device to another: sealed, relayed, forgotten once acknowledged. */
@NullMarked
package dev.capsule.identity.delivery;

import org.jspecify.annotations.NullMarked;
