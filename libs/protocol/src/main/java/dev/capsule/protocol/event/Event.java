package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import java.nio.charset.StandardCharsets;

/**
 * An immutable fact on a Kafka topic: a canonical CBOR map whose keys 0–2 are the event id, the tenant and the time,
 * read by its {@code ce_type}.
 */
public sealed interface Event
        permits BlobsStored,
                BlobsReleased,
                ManifestCommitted,
                ManifestRejected,
                AssetPurged,
                DirectoryCommitted,
                AlbumCommitted,
                AccountRegistered,
                SessionsRevoked,
                QuotaStateChanged,
                QuotaDriftFound,
                AssetModerated {

    EventHead head();

    default EventId id() {
        return head().id();
    }

    default TenantId tenant() {
        return head().tenant();
    }

    EventType type();

    /** What events of one serial history share beside the tenant: album, user or subject. */
    String subject();

    void write(CborMapBuilder map);

    /** The record key: events with the same key stay in order. */
    default byte[] key() {
        return (tenant().host() + "/" + subject()).getBytes(StandardCharsets.US_ASCII);
    }

    default byte[] encode() {
        var map = new CborMapBuilder();
        head().write(map);
        write(map);
        return map.encode();
    }

    /** @throws CborException if the bytes are not exactly one event of that type */
    static Event decode(EventType type, byte[] value) {
        try {
            return type.read(CborMap.decode(value, CborLimits.ofBytes(Topics.MAX_RECORD_BYTES)));
        } catch (IllegalArgumentException | dev.capsule.protocol.reason.RefusalException e) {
            throw new CborException("not a " + type.wireName() + " event");
        }
    }
}
