package dev.capsule.client.upload;

import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Json;
import dev.capsule.client.http.MalformedAnswerException;
import dev.capsule.client.http.Reply;
import dev.capsule.client.http.Transport;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.ContentType;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** The upload routes of ingest (http-api, wire-formats 12). */
public final class UploadApi {
    /** Enough for the largest chunk on a slow line. */
    private static final Duration CHUNK_TIMEOUT = Duration.ofMinutes(3);

    private static final String STATUS = "Capsule-Session-Status";
    private static final int LONG_POLL_SECONDS = 20;

    private final Transport transport;
    private final Bearer bearer;

    public UploadApi(Transport transport, Bearer bearer) {
        this.transport = transport;
        this.bearer = bearer;
    }

    /**
     * What is to be uploaded.
     *
     * @param size bytes of ciphertext
     * @param manifest given for originals, and for metadata without an open session of its original
     */
    public record Declaration(
            BlobRole role,
            AlbumId album,
            AssetId asset,
            long size,
            Sha256 hash,
            ContentType contentType,
            Optional<Bytes> manifest) {}

    /**
     * A session as the server made or found it.
     *
     * @param chunkSize what the server suggests, in bytes
     */
    public record Opened(UploadId id, Position position, OptionalLong chunkSize) {}

    /**
     * Where a session stands.
     *
     * @param offset bytes received
     */
    public record Position(long offset, SessionStatus status) {}

    /** What the gate said, or that it has not yet. */
    public record Result(
            SessionStatus status, Optional<String> code, Optional<Sha256> manifest, OptionalLong syncSeq) {}

    public Opened open(Declaration declaration) {
        var body = Json.object()
                .put("role", declaration.role().wireName())
                .put("size", declaration.size())
                .put("hash", declaration.hash().hex())
                .put("content_type", declaration.contentType().wireName())
                .put("crypto_suite_id", CryptoSuite.SUITE_1.id())
                .put("protocol_version", ProtocolVersion.CURRENT.date())
                .put("album_id", declaration.album().toString())
                .put("asset_id", declaration.asset().toString());
        declaration.manifest().ifPresent(manifest -> body.put("manifest", Json.text(manifest)));
        var reply = transport.send(Call.post("/upload").as(bearer).json(body).signedWrite());
        var id = location(reply);
        var position = reply.status() == 201 && reply.header(STATUS).isEmpty()
                ? new Position(0, SessionStatus.PENDING)
                : reply.header(STATUS).isPresent() ? position(reply) : position(id);
        return new Opened(id, position, reply.number("Capsule-Suggested-Chunk-Size"));
    }

    private static UploadId location(Reply reply) {
        String location = reply.header("Location").orElse("");
        try {
            return UploadId.parse(location.substring(location.lastIndexOf('/') + 1));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("the Location of the upload is missing or not of its form");
        }
    }

    public Position position(UploadId upload) {
        return position(transport.send(Call.head("/upload/" + upload).as(bearer)));
    }

    private static Position position(Reply reply) {
        long offset = reply.number("Upload-Offset")
                .orElseThrow(() -> new MalformedAnswerException("Upload-Offset is missing"));
        return new Position(offset, SessionStatus.of(reply.header(STATUS).orElse("")));
    }

    /** @return the offset after the chunk */
    public long append(UploadId upload, long offset, byte[] chunk) {
        String checksum = Base64.getEncoder().encodeToString(Sha256.hash(chunk).bytes());
        var reply = transport.send(Call.patch("/upload/" + upload)
                .as(bearer)
                .bytes("application/offset+octet-stream", chunk)
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", Long.toString(offset))
                .header("Upload-Checksum", "sha256 " + checksum)
                .timeout(CHUNK_TIMEOUT));
        return reply.number("Upload-Offset").orElse(offset + chunk.length);
    }

    /** Waits up to 20 seconds for the gate. */
    public Result result(UploadId upload) {
        var body = transport
                .send(Call.get("/upload/" + upload + "/result")
                        .as(bearer)
                        .query("wait", Integer.toString(LONG_POLL_SECONDS)))
                .json();
        return new Result(
                SessionStatus.of(body.text("status")),
                body.optionalText("code"),
                body.optionalParsed("manifest_hash", Sha256::parse),
                body.optionalNumber("sync_seq"));
    }

    /** Whether the server's history of the asset holds that manifest. */
    public boolean isCommitted(AssetId asset, Sha256 manifest) {
        var reply = transport.send(
                Call.get("/assets/" + asset + "/provenance").as(bearer).maxAnswer(64 * 1024 * 1024));
        return dev.capsule.client.library.Provenance.decode(reply.body()).stream()
                .anyMatch(record -> record.manifest().sha256().equals(manifest));
    }
}
