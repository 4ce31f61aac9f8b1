package dev.capsule.service.body;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import java.util.HexFormat;
import java.util.function.Function;

/** How protocol types look in bodies: byte strings in CBOR; base64url, UUID or hex text in JSON (http-api). */
final class ProtocolModule extends SimpleModule {

    ProtocolModule() {
        super("capsule-protocol");
        id(UserId.class, UserId::of);
        id(DeviceId.class, DeviceId::of);
        id(AssetId.class, AssetId::of);
        id(AlbumId.class, AlbumId::of);
        id(DerivativeId.class, DerivativeId::of);
        id(UploadId.class, UploadId::of);
        id(SessionId.class, SessionId::of);
        id(IntentId.class, IntentId::of);
        id(OperationId.class, OperationId::of);
        id(EventId.class, EventId::of);
        binary(
                Sha256.class,
                Sha256::of,
                Sha256::bytes,
                text -> Sha256.parse(text).bytes(),
                HexFormat.of()::formatHex);
        binary(Bytes.class, Bytes::of, Bytes::toArray, Base64Url::decode, Base64Url::encode);
        binary(byte[].class, Function.identity(), Function.identity(), Base64Url::decode, Base64Url::encode);
        text(Timestamp.class, Timestamp::parse, Timestamp::toString);
        text(TenantId.class, TenantId::new, TenantId::host);
        text(ProtocolVersion.class, ProtocolVersion::new, ProtocolVersion::date);
    }

    private <T extends Id> void id(Class<T> type, Function<byte[], T> of) {
        binary(type, of, Id::bytes, UuidText::decode, UuidText::encode);
    }

    private <T> void binary(
            Class<T> type,
            Function<byte[], T> of,
            Function<T, byte[]> bytes,
            Function<String, byte[]> fromText,
            Function<byte[], String> toText) {
        addDeserializer(type, new BinaryForm.Reader<>(type, of, fromText));
        addSerializer(type, new BinaryForm.Writer<>(type, bytes, toText));
    }

    private <T> void text(Class<T> type, Function<String, T> parse, Function<T, String> print) {
        addDeserializer(type, new TextForm.Reader<>(type, parse));
        addSerializer(type, new TextForm.Writer<>(type, print));
    }
}
