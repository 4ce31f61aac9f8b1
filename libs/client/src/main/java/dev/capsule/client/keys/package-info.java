/** Secrets of an account and a device, and the file that keeps them under a passphrase. */
@NullMarked
package dev.capsule.client.keys;

import org.jspecify.annotations.NullMarked;
