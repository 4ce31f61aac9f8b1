/** The command-line client: arguments in, calls of libs/client, words out. */
@NullMarked
package dev.capsule.cli;

import org.jspecify.annotations.NullMarked;
