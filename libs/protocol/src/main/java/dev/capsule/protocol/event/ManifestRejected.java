package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The gate refused a manifest; nothing was written for it.
 *
 * @param user who uploaded it
 * @param uploads sessions that have failed with this
 */
public record ManifestRejected(
        EventHead head,
        AlbumId album,
        AssetId asset,
        UserId user,
        Sha256 manifestHash,
        ReasonCode code,
        String detail,
        List<UploadId> uploads)
        implements Event {
    private static final int MAX_DETAIL = 1024;

    public ManifestRejected {
        if (detail.getBytes(StandardCharsets.UTF_8).length > MAX_DETAIL) {
            throw new IllegalArgumentException("a detail has at most " + MAX_DETAIL + " bytes");
        }
    }

    static ManifestRejected of(CborMap map) {
        return new ManifestRejected(
                EventHead.of(map),
                map.id(3, AlbumId::of),
                map.id(4, AssetId::of),
                map.id(5, UserId::of),
                map.hash(6),
                Words.reason(map, 7),
                map.text(8, MAX_DETAIL),
                UploadIds.list(map, 9));
    }

    @Override
    public EventType type() {
        return EventType.MANIFEST_REJECTED;
    }

    @Override
    public String subject() {
        return album.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, album)
                .put(4, asset)
                .put(5, user)
                .put(6, manifestHash)
                .put(7, code.name())
                .put(8, detail)
                .put(9, UploadIds.array(uploads));
    }
}
