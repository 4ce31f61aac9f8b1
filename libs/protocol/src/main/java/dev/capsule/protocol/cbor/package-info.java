/** Core deterministic CBOR (RFC 8949 section 4.2): strict decoder, canonical encoder, field access. */
@NullMarked
package dev.capsule.protocol.cbor;

import org.jspecify.annotations.NullMarked;
