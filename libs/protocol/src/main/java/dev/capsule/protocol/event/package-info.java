/** Event records: the immutable facts the services exchange over Kafka. */
@NullMarked
package dev.capsule.protocol.event;

import org.jspecify.annotations.NullMarked;
