/** Terminal, passphrase, progress, output and exit codes. */
@NullMarked
package dev.capsule.cli.console;

import org.jspecify.annotations.NullMarked;
