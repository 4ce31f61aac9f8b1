/** Albums, and the admin-signed epoch chain that says who could write when. */
@NullMarked
package dev.capsule.protocol.album;

import org.jspecify.annotations.NullMarked;
