package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import java.util.Optional;

/**
 * {@code POST /internal/admission} at validation: would the gate take this manifest now? Answered with an {@link
 * AdmissionReply} or the refusal. The gate decides again at commit; this only saves the client the upload.
 *
 * @param caller the authenticated uploader
 * @param manifest the signed bytes of an asset or derivative manifest
 */
public record AdmissionRequest(
        TenantId tenant, UserId caller, Bytes manifest, Optional<IntentId> intent, Optional<OperationId> operation) {
    public static final String PATH = "/internal/admission";

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, caller)
                .put(2, manifest)
                .put(3, intent.orElse(null))
                .put(4, operation.orElse(null))
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static AdmissionRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(AssetManifest.MAX_BYTES + 1024));
        return new AdmissionRequest(
                map.parsed(0, 253, TenantId::new),
                map.id(1, UserId::of),
                map.bytes(2, 1, AssetManifest.MAX_BYTES),
                map.optional(3, (m, key) -> m.id(key, IntentId::of)),
                map.optional(4, (m, key) -> m.id(key, OperationId::of)));
    }
}
