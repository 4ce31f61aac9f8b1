/** What whoever runs the server may do: commands that need the operator token, and no library. */
@NullMarked
package dev.capsule.cli.admin;

import org.jspecify.annotations.NullMarked;
