/** How full accounts are, why, what limits them, and whether the figures are right. */
@NullMarked
package dev.capsule.cli.admin.quota;

import org.jspecify.annotations.NullMarked;
