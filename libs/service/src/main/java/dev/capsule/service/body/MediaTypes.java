package dev.capsule.service.body;

/** Media types of requests and answers. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String CBOR = "application/cbor";
    /** RFC 8742. What is a sequence may also call itself plain {@link #CBOR}. */
    public static final String CBOR_SEQUENCE = "application/cbor-seq";

    private MediaTypes() {}
}
