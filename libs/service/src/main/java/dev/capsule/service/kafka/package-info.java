/** The Kafka producer that outbox and inbox share, and the headers of event records. */
@NullMarked
package dev.capsule.service.kafka;

import org.jspecify.annotations.NullMarked;
