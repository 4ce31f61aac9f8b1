/** Accounts: a user id and the public identity key it is bound to for ever. */
@NullMarked
package dev.capsule.identity.account;

import org.jspecify.annotations.NullMarked;
