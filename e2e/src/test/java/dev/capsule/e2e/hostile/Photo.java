package dev.capsule.e2e.hostile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.signed.SignedMap;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** An upload in the making, every part of which a test can spoil before it is signed or sent. */
public final class Photo {
    final Actor actor;
    final AssetId id = AssetId.generate();
    public final byte[] ciphertext;
    public final byte[] metadata;

    public Photo(Actor actor, int size) {
        this.actor = actor;
        var random = new Random(size);
        ciphertext = new byte[size];
        random.nextBytes(ciphertext);
        metadata = new byte[200];
        random.nextBytes(metadata);
        metadata[0] = 0;
        metadata[1] = 1;
    }

    /** The fields of an honest create, except for what {@code spoiled} says instead. */
    Cbor.MapItem core(Map<Long, Cbor> spoiled) {
        var honest = new CborMapBuilder()
                .put(0, "asset-manifest/v1")
                .put(1, 1)
                .put(2, "2026-05-31")
                .put(3, id)
                .put(4, actor.album)
                .put(5, 1)
                .put(6, Sha256.hash(ciphertext))
                .put(7, Sha256.hash(metadata))
                .put(8, Math.max(0, ciphertext.length - 16))
                .put(9, StreamCipher.PLAIN_CHUNK)
                .put(10, Bytes.of(new byte[StreamCipher.PREFIX_LENGTH]))
                .put(11, "derived")
                .put(13, actor.user)
                .put(14, actor.device)
                .put(15, "e2e")
                .put(16, new Timestamp(Instant.now()))
                .put(17, "create")
                .build();
        var core = new CborMapBuilder();
        honest.entries().stream()
                .filter(e -> !(e.getKey() instanceof Cbor.Int(long key) && spoiled.containsKey(key)))
                .forEach(e -> core.put(e.getKey(), e.getValue()));
        spoiled.forEach(core::put);
        return core.build();
    }

    public byte[] manifest() {
        return manifest(Map.of(), actor.deviceKey, actor.writeKey);
    }

    byte[] manifest(Map<Long, Cbor> spoiled, HybridSigner device, HybridSigner writer) {
        return SignedMap.sign(SignedType.ASSET_MANIFEST, core(spoiled), device, writer);
    }

    /** The body of POST /upload for the original. */
    public ObjectNode original(byte[] manifest) {
        return body("original", ciphertext, "image/png").put("manifest", Actor.base64(Bytes.of(manifest)));
    }

    /** The body of POST /upload for the metadata blob; its manifest is the one of the open original. */
    public ObjectNode metadata() {
        return body("metadata", metadata, "application/octet-stream");
    }

    private ObjectNode body(String role, byte[] bytes, String contentType) {
        return Http.JSON
                .createObjectNode()
                .put("role", role)
                .put("size", bytes.length)
                .put("hash", Sha256.hash(bytes).hex())
                .put("content_type", contentType)
                .put("crypto_suite_id", 1)
                .put("protocol_version", "2026-05-31")
                .put("album_id", actor.album.toString())
                .put("asset_id", id.toString());
    }
}
