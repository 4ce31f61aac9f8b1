/** Access tokens: short-lived JWTs for the other services, made from a session token. */
@NullMarked
package dev.capsule.identity.token;

import org.jspecify.annotations.NullMarked;
