/** The device directory of a user: which device keys speak for the account. */
@NullMarked
package dev.capsule.protocol.directory;

import org.jspecify.annotations.NullMarked;
