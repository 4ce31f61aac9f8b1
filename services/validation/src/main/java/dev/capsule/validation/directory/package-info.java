/** Device directories: published by their user, every version kept, their keys looked up by the gate. */
@NullMarked
package dev.capsule.validation.directory;

import org.jspecify.annotations.NullMarked;
