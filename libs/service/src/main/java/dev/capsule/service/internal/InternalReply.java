package dev.capsule.service.internal;

import dev.capsule.protocol.id.Bytes;

/**
 * The answer to an internal call.
 *
 * @param status 200 to 299; refusals are thrown, not returned
 * @param body CBOR, or empty
 */
public record InternalReply(int status, Bytes body) {
    public InternalReply {
        if (status < 200 || status > 299) {
            throw new IllegalArgumentException("a reply is a success; throw a RefusalException otherwise");
        }
    }

    public static InternalReply ok(byte[] cbor) {
        return new InternalReply(200, Bytes.of(cbor));
    }

    public static InternalReply empty() {
        return new InternalReply(204, Bytes.EMPTY);
    }
}
