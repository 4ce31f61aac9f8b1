/** A real single-node Kafka broker (KRaft), inside this JVM or as a child of it. */
@NullMarked
package dev.capsule.backing.kafka;

import org.jspecify.annotations.NullMarked;
