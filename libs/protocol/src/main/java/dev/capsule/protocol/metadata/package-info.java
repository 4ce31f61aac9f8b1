/** What is known about an asset beside its bytes: the signed sidecar, and the envelope that hides it from servers. */
@NullMarked
package dev.capsule.protocol.metadata;

import org.jspecify.annotations.NullMarked;
