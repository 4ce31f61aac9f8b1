/** Child processes that never outlive the JVM that started them. */
@NullMarked
package dev.capsule.backing.process;

import org.jspecify.annotations.NullMarked;
