package dev.capsule.service.internal;

/**
 * One call this service answers for other services, on the internal port only. A CDI bean. Takes and gives CBOR; runs on
 * a virtual thread, so it may block.
 */
public interface InternalRoute {

    /** For example {@code /internal/admission}; unique in the service. */
    String path();

    /**
     * @param body at most {@code capsule.internal.max-body-size} bytes
     * @throws dev.capsule.protocol.reason.RefusalException relayed to the calling service with code and members
     */
    InternalReply handle(byte[] body);
}
