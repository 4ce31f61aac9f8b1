/** Users that open real upload sessions: registered, with a device, an album and signed manifests. */
@NullMarked
package dev.capsule.bench.account;

import org.jspecify.annotations.NullMarked;
