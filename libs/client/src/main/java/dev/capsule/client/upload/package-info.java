/** Resumable upload: what is about to be sent is on disk before it is sent. */
@NullMarked
package dev.capsule.client.upload;

import org.jspecify.annotations.NullMarked;
