/** The one verdict on every manifest, whatever path brought it in. */
@NullMarked
package dev.capsule.client.verify;

import org.jspecify.annotations.NullMarked;
