/** What requests say outside their bodies: ids in paths, headers of signed writes. */
@NullMarked
package dev.capsule.validation.request;

import org.jspecify.annotations.NullMarked;
