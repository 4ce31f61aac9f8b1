/** The one chokepoint for cryptography: nothing outside this package calls a signature, cipher or key-derivation API. */
@NullMarked
package dev.capsule.protocol.crypto;

import org.jspecify.annotations.NullMarked;
