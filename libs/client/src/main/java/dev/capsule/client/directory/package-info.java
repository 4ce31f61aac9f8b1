/** Device directories of users, pinned and never rolled back. */
@NullMarked
package dev.capsule.client.directory;

import org.jspecify.annotations.NullMarked;
