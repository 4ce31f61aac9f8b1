package dev.capsule.protocol.fuzz;

import dev.capsule.protocol.event.AccountRegistered;
import dev.capsule.protocol.event.AlbumCommitted;
import dev.capsule.protocol.event.AssetModerated;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ModerationAction;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Valid objects of many kinds: what fuzzing starts from. */
final class Seeds {
    private static final UserId USER = UserId.parse("22222222-2222-4222-8222-222222222222");
    private static final TenantId TENANT = new TenantId("home.example");

    private Seeds() {}

    static Stream<byte[]> all() {
        var head = EventHead.now(TENANT, Clock.systemUTC());
        return Stream.of(
                new byte[0],
                Vectors.hex("manifest_create", "signed"),
                Vectors.hex("manifest_delete", "signed"),
                Vectors.hex("manifest_create", "core"),
                Vectors.hex("sidecar", "signed"),
                Vectors.hex("metadata_blob", "blob"),
                Vectors.hex("device_directory", "signed"),
                Vectors.hex("epoch_attestation", "signed"),
                Vectors.hex("cursor", "payload"),
                Vectors.objects().get("cursor").get("token").textValue().getBytes(StandardCharsets.US_ASCII),
                new AccountRegistered(head, USER).encode(),
                new SessionsRevoked(head, USER, 2).encode(),
                new AlbumCommitted(head, AlbumId.generate(), USER, 1, 1, List.of(), false).encode(),
                new AssetModerated(head, USER, AssetId.generate(), ModerationAction.TAKEDOWN, 1).encode(),
                new BlobAccessRequest(TENANT, USER, Sha256.ZERO).encode(),
                new DeliveryRecipientRequest(TENANT, AlbumId.generate(), USER, USER, DeviceId.generate()).encode(),
                new AdmissionRequest(TENANT, USER, Bytes.ofHex("a0"), Optional.empty(), Optional.empty()).encode());
    }
}
