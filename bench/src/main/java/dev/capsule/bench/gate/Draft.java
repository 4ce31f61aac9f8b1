package dev.capsule.bench.gate;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifestBuilder;
import dev.capsule.protocol.manifest.BlobRole;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A signed create with its event as ingest would send it, ready beforehand: signing costs more than verifying. */
record Draft(Sha256 manifest, ProducerRecord<byte[], byte[]> event) {
    /** Bytes of a metadata blob: suite, nonce, a sidecar with a caption and a few tags, tag. */
    private static final int METADATA_BYTES = 700;

    private static final long PLAINTEXT_BYTES = 3_000_000;

    /** Round robin over the writers, so that neighbours in the queue are of different albums. */
    static List<Draft> sign(List<Writer> writers, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> of(writers.get(i % writers.size())))
                .toList();
    }

    private static Draft of(Writer writer) {
        var now = new Timestamp(Instant.now());
        var asset = AssetId.generate();
        var metadata = metadataBlob();
        var original = Sha256.of(random(Sha256.LENGTH));
        var manifest = new AssetManifestBuilder(Action.CREATE, asset, writer.album(), ProtocolVersion.CURRENT)
                .epoch(1)
                .content(original, PLAINTEXT_BYTES, Bytes.of(random(7)))
                .metadata(metadata.sha256())
                .author(writer.user(), writer.device(), "bench/1", now)
                .sign(writer.deviceKey(), writer.writeTier());
        var event = new BlobsStored(
                new EventHead(EventId.generate(), writer.tenant(), now),
                writer.album(),
                asset,
                writer.user(),
                manifest.encoded(),
                List.of(
                        new BlobRef(BlobRole.ORIGINAL, original, PLAINTEXT_BYTES, Optional.of(UploadId.generate())),
                        new BlobRef(
                                BlobRole.METADATA,
                                metadata.sha256(),
                                metadata.length(),
                                Optional.of(UploadId.generate()))),
                Optional.of(metadata),
                Optional.empty(),
                Optional.empty());
        return new Draft(manifest.hash(), record(event));
    }

    private static ProducerRecord<byte[], byte[]> record(BlobsStored event) {
        var record = new ProducerRecord<>(event.type().topic(), event.key(), event.encode());
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", event.id().toString());
        header(record, "ce_type", event.type().wireName());
        header(record, "ce_source", "capsule-ingest");
        header(record, "ce_time", event.head().at().toString());
        header(record, "ce_tenant", event.tenant().host());
        return record;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes metadataBlob() {
        byte[] blob = random(METADATA_BYTES);
        blob[0] = 0;
        blob[1] = 1;
        return Bytes.of(blob);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }
}
