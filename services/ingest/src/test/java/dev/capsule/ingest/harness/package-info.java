/** What the tests of ingest share: tokens, neighbours, signed manifests, a client. */
@NullMarked
package dev.capsule.ingest.harness;

import org.jspecify.annotations.NullMarked;
