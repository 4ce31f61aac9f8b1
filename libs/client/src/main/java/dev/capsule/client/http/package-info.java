/** Requests to a home server: headers, tokens, deadlines, retries, refusals. */
@NullMarked
package dev.capsule.client.http;

import org.jspecify.annotations.NullMarked;
