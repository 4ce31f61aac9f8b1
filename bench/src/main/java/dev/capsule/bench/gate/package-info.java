/** How fast the gate commits: the real validation service over real PostgreSQL and Kafka. */
@NullMarked
package dev.capsule.bench.gate;

import org.jspecify.annotations.NullMarked;
