/** Processes and directories on this machine, and what they cost as the kernel counts it. */
@NullMarked
package dev.capsule.bench.process;

import org.jspecify.annotations.NullMarked;
