package dev.capsule.client.sync;

import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Fields;
import dev.capsule.client.http.Transport;
import dev.capsule.client.library.Provenance;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The reading routes of validation and ingest (http-api). */
final class SyncApi {
    /** Entries per page; servers end a page earlier when its metadata is large. */
    private static final int LIMIT = 100;

    private static final int MAX_PAGE = 64 * 1024 * 1024;
    private static final int MAX_PROVENANCE = 64 * 1024 * 1024;
    private static final Duration RANGE_TIMEOUT = Duration.ofMinutes(3);

    private final Transport transport;
    private final Bearer bearer;

    SyncApi(Transport transport, Bearer bearer) {
        this.transport = transport;
        this.bearer = bearer;
    }

    /** @param arrived when the page was here, by this machine's clock */
    record Page(List<SyncEntry> entries, Optional<String> nextCursor, boolean hasMore, Instant arrived) {}

    Page page(Optional<String> cursor) {
        var call = Call.get("/sync")
                .as(bearer)
                .query("limit", Integer.toString(LIMIT))
                .maxAnswer(MAX_PAGE);
        cursor.ifPresent(c -> call.query("cursor", c));
        var body = transport.send(call).json();
        return new Page(
                body.objects("entries").stream().map(SyncEntry::of).toList(),
                body.optionalText("next_cursor"),
                body.flag("has_more"),
                Instant.now());
    }

    /** The whole chain of an asset, create first. */
    List<ProvenanceRecord> provenance(AssetId asset) {
        return Provenance.decode(transport
                .send(Call.get("/assets/" + asset + "/provenance").as(bearer).maxAnswer(MAX_PROVENANCE))
                .body());
    }

    /** At most {@code length} bytes of a blob from {@code offset} on. */
    byte[] range(Sha256 blob, long offset, int length) {
        return transport
                .send(Call.get("/blob/" + blob)
                        .as(bearer)
                        .header("Range", "bytes=" + offset + "-" + (offset + length - 1))
                        .timeout(RANGE_TIMEOUT)
                        .maxAnswer(length))
                .body();
    }

    static SyncEntry entry(byte[] json) {
        return SyncEntry.of(Fields.parse(json));
    }
}
