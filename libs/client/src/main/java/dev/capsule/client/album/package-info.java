/** Albums: creation, keys, and the pinned chain of epochs. */
@NullMarked
package dev.capsule.client.album;

import org.jspecify.annotations.NullMarked;
