/** Operator commands on the blob store: collecting, scrubbing, rebuilding the index. */
@NullMarked
package dev.capsule.cli.admin.storage;

import org.jspecify.annotations.NullMarked;
