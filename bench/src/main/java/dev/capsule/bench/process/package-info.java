/** What a process on this machine costs, as the kernel counts it. */
@NullMarked
package dev.capsule.bench.process;

import org.jspecify.annotations.NullMarked;
