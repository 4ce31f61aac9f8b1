/** Which tenant a request is for: its host, which must be one of the configured ones. */
@NullMarked
package dev.capsule.service.tenant;

import org.jspecify.annotations.NullMarked;
