/** Real PostgreSQL and Kafka for tests, started once per JVM. */
@NullMarked
package dev.capsule.testing;

import org.jspecify.annotations.NullMarked;
