/** Entry point of the benchmarks: one subcommand each. */
@NullMarked
package dev.capsule.bench;

import org.jspecify.annotations.NullMarked;
