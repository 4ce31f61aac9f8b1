package dev.capsule.service.inbox;

import dev.capsule.protocol.event.Event;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record and the event it holds. */
record Received(ConsumerRecord<byte[], byte[]> message, Event event) {}
