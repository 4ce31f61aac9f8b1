/** What the protocol library costs beside the cryptography it can't do without. */
@NullMarked
package dev.capsule.bench.protocol;

import org.jspecify.annotations.NullMarked;
