package dev.capsule.service.auth;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code POST /internal/jwks} at identity: the public token keys of a tenant. Request {0 tenant}, reply {0 [[key id,
 * Ed25519 public key] …]}, at most {@value #MAX_KEYS} keys.
 */
public final class JwksExchange {
    public static final String PATH = "/internal/jwks";
    public static final int MAX_KEYS = 8;
    private static final int MAX_KEY_ID = 64;
    private static final int MAX_BYTES = 4096;

    private JwksExchange() {}

    public static byte[] request(TenantId tenant) {
        return new CborMapBuilder().put(0, tenant.host()).encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static TenantId readRequest(byte[] body) {
        try {
            return new TenantId(
                    CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES)).text(0, 253));
        } catch (IllegalArgumentException e) {
            throw new CborException("not a tenant");
        }
    }

    public static byte[] reply(Map<String, Bytes> keys) {
        var items = keys.entrySet().stream()
                .map(key -> Cbor.array(Cbor.of(key.getKey()), Cbor.of(key.getValue())))
                .toList();
        return new CborMapBuilder().put(0, Cbor.array(items)).encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static Map<String, Bytes> readReply(byte[] body) {
        var keys = new LinkedHashMap<String, Bytes>();
        for (Cbor item : CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES)).array(0, MAX_KEYS)) {
            if (item instanceof Cbor.Array(var pair)
                    && pair.size() == 2
                    && pair.get(0) instanceof Cbor.Text(var id)
                    && pair.get(1) instanceof Cbor.Bstr(var key)
                    && id.length() <= MAX_KEY_ID
                    && key.length() == HybridPublicKey.ED25519_LENGTH) {
                keys.put(id, key);
            } else {
                throw new CborException("not a token key");
            }
        }
        return Map.copyOf(keys);
    }
}
