package dev.capsule.service.kafka;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event as it travels: CloudEvents attributes in {@code ce_*} headers (Kafka protocol binding), canonical CBOR as the
 * value.
 *
 * @param time {@code ce_time}: the wire form of a timestamp
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying 2 MiB per hop would be for nothing
public record EventRecord(UUID id, String tenant, String topic, byte[] key, String type, String time, byte[] value) {
    private static final Map<String, EventType> TYPES =
            Arrays.stream(EventType.values()).collect(Collectors.toMap(EventType::wireName, Function.identity()));

    /** @throws IllegalArgumentException if the event is larger than Kafka takes */
    public static EventRecord of(Event event) {
        byte[] value = event.encode();
        if (value.length > KafkaLimits.MAX_EVENT_BYTES) {
            throw new IllegalArgumentException("an event of " + value.length + " bytes is too large for Kafka");
        }
        return new EventRecord(
                event.id().value(),
                event.tenant().host(),
                event.type().topic(),
                event.key(),
                event.type().wireName(),
                event.head().at().toString(),
                value);
    }

    /** @param source name of the producing service */
    public ProducerRecord<byte[], byte[]> toKafka(String source) {
        var result = new ProducerRecord<>(topic, key, value);
        header(result, "ce_specversion", "1.0");
        header(result, "ce_id", id.toString());
        header(result, "ce_type", type);
        header(result, "ce_source", source);
        header(result, "ce_time", time);
        header(result, "ce_tenant", tenant);
        header(result, "content-type", "application/cbor");
        return result;
    }

    /** @throws CborException if the record is not exactly an event of the type its header names, on its own topic */
    public static Event read(ConsumerRecord<byte[], byte[]> received) {
        var typeHeader = received.headers().lastHeader("ce_type");
        if (typeHeader == null || typeHeader.value() == null) {
            throw new CborException("no ce_type header");
        }
        var type = TYPES.get(new String(typeHeader.value(), StandardCharsets.UTF_8));
        if (type == null) {
            throw new CborException("unknown ce_type");
        }
        if (!type.topic().equals(received.topic())) {
            throw new CborException("a " + type.wireName() + " on the wrong topic");
        }
        byte @Nullable [] value = received.value();
        if (value == null) {
            throw new CborException("no value");
        }
        return Event.decode(type, value);
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
