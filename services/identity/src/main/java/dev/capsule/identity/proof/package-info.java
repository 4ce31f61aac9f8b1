/** Proofs of the identity key: challenges that cost no storage, and the check that spends them. */
@NullMarked
package dev.capsule.identity.proof;

import org.jspecify.annotations.NullMarked;
