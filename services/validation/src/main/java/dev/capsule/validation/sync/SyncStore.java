package dev.capsule.validation.sync;

import static dev.capsule.service.db.Columns.byteString;
import static dev.capsule.service.db.Columns.id;
import static dev.capsule.service.db.Columns.instant;
import static dev.capsule.service.db.Columns.longValue;
import static dev.capsule.service.db.Columns.optionalBytes;
import static dev.capsule.service.db.Columns.optionalHash;
import static dev.capsule.service.db.Columns.text;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.service.db.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of the feed in one statement, so that all parts of an entry are of one moment. The page ends at the row
 * limit or when the entries before have filled the byte budget, and has at least one entry if there is any.
 */
final class SyncStore {
    private static final String PAGE = """
            with page as (
              select a.*, album.pin
              from album_member m
              join album_state s on s.tenant_id = m.tenant_id and s.album_id = m.album_id
              join album on album.tenant_id = m.tenant_id and album.album_id = m.album_id
              left join unnest($3::uuid[], $4::bigint[]) as p(album, seq) on p.album = m.album_id
              cross join lateral (
                select * from asset
                where tenant_id = m.tenant_id and album_id = m.album_id and sync_seq > coalesce(p.seq, 0)
                order by sync_seq limit $5) a
              where m.tenant_id = $1 and m.user_id = $2 and s.sync_seq > coalesce(p.seq, 0)
              order by a.album_id, a.sync_seq limit $5
            ), whole as (
              select page.*, h.body as head_body, c.body as content_body, d.body as metadata_body, b.body as blob_body,
                octet_length(h.body) + coalesce(octet_length(c.body), 0) + coalesce(octet_length(d.body), 0)
                  + coalesce(octet_length(b.body), 0)
                  + (select coalesce(sum(octet_length(m.body)), 0) from derivative v
                     join manifest m on m.manifest_hash = v.manifest_hash and m.tenant_id = v.tenant_id
                     where v.tenant_id = page.tenant_id and v.asset_id = page.asset_id) as bytes
              from page
              join manifest h on h.tenant_id = page.tenant_id and h.manifest_hash = page.head
              left join manifest c on page.content <> page.head and c.tenant_id = page.tenant_id
                and c.manifest_hash = page.content
              left join manifest d on page.metadata <> page.head and d.tenant_id = page.tenant_id
                and d.manifest_hash = page.metadata
              left join metadata_blob b on b.tenant_id = page.tenant_id and b.asset_id = page.asset_id
                and b.hash = page.metadata_blob
            ), filled as (
              select whole.*, sum(bytes) over (order by album_id, sync_seq) - bytes as before,
                count(*) over () as found
              from whole
            )
            select filled.*, v.bodies, v.blobs, v.sizes, v.formats
            from filled
            left join lateral (
              select array_agg(m.body order by v.role, v.format, v.model_id) as bodies,
                array_agg(v.blob order by v.role, v.format, v.model_id) as blobs,
                array_agg(v.size order by v.role, v.format, v.model_id) as sizes,
                array_agg(v.format order by v.role, v.format, v.model_id) as formats
              from derivative v
              join manifest m on m.manifest_hash = v.manifest_hash and m.tenant_id = v.tenant_id
              where v.tenant_id = filled.tenant_id and v.asset_id = filled.asset_id) v on true
            where filled.before < $6
            order by filled.album_id, filled.sync_seq
            """;

    private SyncStore() {}

    /** @param found how many entries there were to choose from, at most one more than the limit */
    record Entries(List<SyncEntry> entries, long found) {}

    /** Entries beyond {@code positions} of the albums the user is a member of. */
    static Entries page(Tx tx, TenantId tenant, UserId user, Map<AlbumId, Long> positions, int limit, long maxBytes) {
        record Found(SyncEntry entry, long found) {}
        var albums = positions.keySet().toArray(AlbumId[]::new);
        var rows = tx.list(
                PAGE,
                row -> new Found(entry(row), longValue(row, "found")),
                tenant,
                user,
                albums,
                Arrays.stream(albums).map(positions::get).toArray(Long[]::new),
                limit + 1,
                maxBytes);
        return new Entries(
                rows.stream().map(Found::entry).limit(limit).toList(),
                rows.isEmpty() ? 0 : rows.getFirst().found());
    }

    static Set<AlbumId> albums(Tx tx, TenantId tenant, UserId user) {
        return tx
                .list(
                        "select album_id from album_member where tenant_id = $1 and user_id = $2",
                        row -> id(row, "album_id", AlbumId::new),
                        tenant,
                        user)
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static SyncEntry entry(Row row) {
        return new SyncEntry(
                id(row, "album_id", AlbumId::new),
                id(row, "asset_id", AssetId::new),
                longValue(row, "sync_seq"),
                text(row, "pin"),
                text(row, "change"),
                byteString(row, "head_body"),
                bytes(row, "content_body"),
                bytes(row, "metadata_body"),
                derivatives(row),
                bytes(row, "blob_body"),
                blobs(row),
                new Timestamp(instant(row, "changed_at")));
    }

    private static @Nullable Bytes bytes(Row row, String column) {
        return optionalBytes(row, column).map(Bytes::of).orElse(null);
    }

    private static List<Bytes> derivatives(Row row) {
        var bodies = row.getArrayOfBuffers("bodies");
        return bodies == null
                ? List.of()
                : Arrays.stream(bodies).map(Buffer::getBytes).map(Bytes::of).toList();
    }

    private static List<SyncEntry.Blob> blobs(Row row) {
        var blobs = new ArrayList<SyncEntry.Blob>();
        single(row, BlobRole.ORIGINAL, "original_blob", "original_size").ifPresent(blobs::add);
        single(row, BlobRole.METADATA, "metadata_blob", "metadata_size").ifPresent(blobs::add);
        var derived = row.getArrayOfBuffers("blobs");
        if (derived != null) {
            var sizes = row.getArrayOfLongs("sizes");
            var formats = row.getArrayOfStrings("formats");
            for (int i = 0; i < derived.length; i++) {
                if (derived[i] != null) {
                    blobs.add(new SyncEntry.Blob(
                            Sha256.of(derived[i].getBytes()), BlobRole.DERIVATIVE.wireName(), sizes[i], formats[i]));
                }
            }
        }
        return blobs;
    }

    private static Optional<SyncEntry.Blob> single(Row row, BlobRole role, String hash, String size) {
        return optionalHash(row, hash).map(h -> new SyncEntry.Blob(h, role.wireName(), longValue(row, size), null));
    }
}
