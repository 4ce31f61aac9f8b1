/** What happens to a request before any resource sees it: paths, hosts, limits, headers, request ids. */
@NullMarked
package dev.capsule.service.http;

import org.jspecify.annotations.NullMarked;
