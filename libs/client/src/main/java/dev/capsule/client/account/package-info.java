/** Registration, login and access tokens. */
@NullMarked
package dev.capsule.client.account;

import org.jspecify.annotations.NullMarked;
