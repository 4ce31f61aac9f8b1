/** The log of an album as a Merkle tree (RFC 9162), with checkpoints signed by this server and proofs for anyone who may read. */
@NullMarked
package dev.capsule.validation.transparency;

import org.jspecify.annotations.NullMarked;
