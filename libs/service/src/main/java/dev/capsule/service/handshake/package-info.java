/** The protocol version and crypto suite every request declares (server-invariants 3). */
@NullMarked
package dev.capsule.service.handshake;

import org.jspecify.annotations.NullMarked;
