package dev.capsule.service.kafka;

/** Sizes of what goes to Kafka, in bytes. */
public final class KafkaLimits {
    /** Largest request and largest message of the topics. */
    public static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

    /** Largest encoded event: leaves room for key and headers. */
    public static final int MAX_EVENT_BYTES = MAX_REQUEST_BYTES - 64 * 1024;

    /**
     * What goes to a partition at once while there is more to send. A request takes one batch for each partition, so with
     * the client's default of 16 KiB, two manifests, hundreds of events would need a hundred requests.
     */
    static final int BATCH_BYTES = 256 * 1024;

    /** Memory of the producer; larger than the largest batch of the relay. */
    static final int BUFFER_BYTES = 16 * 1024 * 1024;

    private KafkaLimits() {}
}
