package dev.capsule.protocol.sync;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.Hmac;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The opaque position of a caller in the feed (wire-formats 11), authenticated by the server and bound to the caller.
 *
 * @param positions the last sync_seq delivered, by album; sorted by album id bytes
 * @param issuedAt Unix seconds
 */
public record SyncCursor(UserId subject, Map<AlbumId, Long> positions, long issuedAt) {
    /** Base64url characters; about 4096 albums. */
    public static final int MAX_CHARS = 192 * 1024;

    private static final byte[] LABEL = "capsule/sync-cursor/v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final String KIND_USER = "user";

    public SyncCursor {
        var sorted = new TreeMap<AlbumId, Long>(
                Comparator.comparing(AlbumId::bytes, (a, b) -> Arrays.compareUnsigned(a, b)));
        sorted.putAll(positions);
        positions = java.util.Collections.unmodifiableSortedMap(sorted);
    }

    /** @return base64url without padding of payload ‖ HMAC-SHA256 */
    public String encode(Secret key) {
        byte[] payload = payload();
        byte[] mac = Hmac.sha256(key, LABEL, payload);
        byte[] token = Arrays.copyOf(payload, payload.length + mac.length);
        System.arraycopy(mac, 0, token, payload.length, mac.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private byte[] payload() {
        var pairs = positions.entrySet().stream()
                .map(e -> Cbor.array(Cbor.of(e.getKey()), Cbor.of(e.getValue())))
                .toList();
        return new CborMapBuilder()
                .put(0, 1)
                .put(1, KIND_USER)
                .put(2, subject)
                .put(4, Cbor.array(pairs))
                .put(5, issuedAt)
                .encode();
    }

    /**
     * Accepts a cursor made with any of the keys for exactly this subject.
     *
     * @throws RefusalException with {@link ReasonCode#CURSOR_INVALID}; the MAC is checked before anything is parsed
     */
    public static SyncCursor decode(String token, UserId subject, List<Secret> keys) {
        try {
            return parse(authenticated(token, keys), subject);
        } catch (CborException | IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.CURSOR_INVALID);
        }
    }

    private static byte[] authenticated(String token, List<Secret> keys) {
        if (token.length() > MAX_CHARS) {
            throw new IllegalArgumentException("too long");
        }
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        // One text per cursor: no padding, no stray bits in the last character.
        if (bytes.length <= Hmac.SHA256_LENGTH
                || !Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(token)) {
            throw new IllegalArgumentException("not a cursor");
        }
        byte[] payload = Arrays.copyOf(bytes, bytes.length - Hmac.SHA256_LENGTH);
        byte[] mac = Arrays.copyOfRange(bytes, payload.length, bytes.length);
        if (keys.stream().noneMatch(key -> Hmac.verifiesSha256(key, mac, LABEL, payload))) {
            throw new IllegalArgumentException("the MAC does not verify");
        }
        return payload;
    }

    private static SyncCursor parse(byte[] payload, UserId subject) {
        var map = CborMap.decode(payload, CborLimits.ofBytes(MAX_CHARS));
        if (map.uint(0, 255) != 1
                || !map.text(1, 8).equals(KIND_USER)
                || !map.id(2, UserId::of).equals(subject)) {
            throw new CborException("a cursor of another caller");
        }
        var positions = new java.util.HashMap<AlbumId, Long>();
        for (Cbor pair : map.array(4, CborLimits.ITEMS)) {
            if (!(pair instanceof Cbor.Array(var items)
                    && items.size() == 2
                    && items.get(0) instanceof Cbor.Bstr(var album)
                    && items.get(1) instanceof Cbor.Int(long position)
                    && position >= 0)) {
                throw new CborException("a position is [album, seq]");
            }
            if (positions.put(AlbumId.of(album.toArray()), position) != null) {
                throw new CborException("an album twice");
            }
        }
        return new SyncCursor(subject, positions, map.uint(5, Long.MAX_VALUE));
    }
}
