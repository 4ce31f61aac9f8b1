/** Login sessions: opaque tokens, stored hashed; listed, ended, revoked all at once by proof. */
@NullMarked
package dev.capsule.identity.session;

import org.jspecify.annotations.NullMarked;
