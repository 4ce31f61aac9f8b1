package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /internal/ledger-totals} at validation: how many signed records each album of a tenant has, in the order of
 * their ids. Asked by quota, which compares them with the records it was told of.
 *
 * @param after the last album of the page before
 * @param limit albums of a page, 1 to {@value #MOST}; a shorter page is the last
 */
public record LedgerTotalsRequest(TenantId tenant, Optional<AlbumId> after, int limit) {
    public static final String PATH = "/internal/ledger-totals";
    public static final int MOST = 2000;

    /** @param bytes sum of the encoded records */
    public record Total(AlbumId album, long records, long bytes) {}

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, after.orElse(null))
                .put(2, limit)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static LedgerTotalsRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new LedgerTotalsRequest(
                map.parsed(0, 253, TenantId::new),
                map.optional(1, (m, key) -> m.id(key, AlbumId::of)),
                Pages.limit(map, 2, MOST));
    }

    public static byte[] reply(List<Total> totals) {
        return Pages.reply(totals.stream()
                .map(total -> new CborMapBuilder()
                        .put(0, total.album())
                        .put(1, total.records())
                        .put(2, total.bytes())
                        .build())
                .toList());
    }

    /** @throws CborException if the bytes are anything else */
    public static List<Total> readReply(byte[] body) {
        return Pages.read(body, MOST).stream()
                .map((Cbor item) -> {
                    var map = CborMap.of(item);
                    return new Total(map.id(0, AlbumId::of), map.uint(1, Long.MAX_VALUE), map.uint(2, Long.MAX_VALUE));
                })
                .toList();
    }
}
