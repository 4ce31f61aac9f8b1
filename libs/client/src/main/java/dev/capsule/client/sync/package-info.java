/** From the sync feed to verified, decrypted files. */
@NullMarked
package dev.capsule.client.sync;

import org.jspecify.annotations.NullMarked;
