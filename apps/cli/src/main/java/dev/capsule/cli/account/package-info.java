/** Commands about the account and its devices. */
@NullMarked
package dev.capsule.cli.account;

import org.jspecify.annotations.NullMarked;
