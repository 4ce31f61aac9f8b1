/** Albums and their epoch chains: who may write, under which keys. */
@NullMarked
package dev.capsule.validation.album;

import org.jspecify.annotations.NullMarked;
