/** Proofs of the identity key. */
@NullMarked
package dev.capsule.protocol.account;

import org.jspecify.annotations.NullMarked;
