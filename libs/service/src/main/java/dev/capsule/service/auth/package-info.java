/** Who calls: access tokens and session tokens, verified before anything of the request is read. */
@NullMarked
package dev.capsule.service.auth;

import org.jspecify.annotations.NullMarked;
