/** Kafka consumption: once in effect, poison to the dead-letter topic, infrastructure failures retried. */
@NullMarked
package dev.capsule.service.inbox;

import org.jspecify.annotations.NullMarked;
