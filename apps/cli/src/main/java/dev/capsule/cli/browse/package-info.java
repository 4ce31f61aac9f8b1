/** Commands that look at the library or change what it shows. */
@NullMarked
package dev.capsule.cli.browse;

import org.jspecify.annotations.NullMarked;
