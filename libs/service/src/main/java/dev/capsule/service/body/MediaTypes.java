package dev.capsule.service.body;

/** Media types of requests and answers. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String CBOR = "application/cbor";

    private MediaTypes() {}
}
