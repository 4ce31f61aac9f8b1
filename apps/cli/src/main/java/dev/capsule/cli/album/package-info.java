/** Commands about albums. */
@NullMarked
package dev.capsule.cli.album;

import org.jspecify.annotations.NullMarked;
