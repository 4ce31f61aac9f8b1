/** PostgreSQL, Kafka, every service and the gateway as one thing to start and stop. */
@NullMarked
package dev.capsule.stack.suite;

import org.jspecify.annotations.NullMarked;
