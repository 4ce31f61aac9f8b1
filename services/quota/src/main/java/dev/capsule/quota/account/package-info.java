/** Accounts: what a user is billed for, changed only under a lock and with its state. */
@NullMarked
package dev.capsule.quota.account;

import org.jspecify.annotations.NullMarked;
