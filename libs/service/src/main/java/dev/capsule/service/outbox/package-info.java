/** Transactional outbox: events appended with the effect they announce, relayed to Kafka in order. */
@NullMarked
package dev.capsule.service.outbox;

import org.jspecify.annotations.NullMarked;
