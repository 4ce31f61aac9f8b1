package dev.capsule.protocol.fuzz;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.internal.AdmissionRequest;
import dev.capsule.protocol.internal.BlobAccessRequest;
import dev.capsule.protocol.internal.DeliveryRecipientRequest;
import dev.capsule.protocol.internal.InFlightRequest;
import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.internal.PeerRecordsReply;
import dev.capsule.protocol.internal.PeerRecordsRequest;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.sync.SyncCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a fuzzer calls: one method per decoder, throwing nothing unless something is wrong. */
final class Targets {
    private static final UserId USER = UserId.parse("22222222-2222-4222-8222-222222222222");
    private static final List<Secret> KEYS = List.of(Secret.of(new byte[32]));

    private Targets() {}

    static void cbor(byte[] input) {
        declared(input, bytes -> {
            Cbor item = CborDecoder.decode(bytes, CborLimits.ofBytes(1 << 20));
            requireSame(CborEncoder.encode(item), bytes);
        });
        declared(input, bytes -> CborDecoder.decodeSequence(bytes, CborLimits.ofBytes(1 << 20), 16));
    }

    static void manifest(byte[] input) {
        declared(input, bytes -> {
            var manifest = Manifest.decode(bytes);
            requireSame(manifest.encoded().toArray(), bytes);
            read(manifest::action);
            read(manifest::ciphertextHash);
            read(manifest::priorHash);
            read(manifest::timestamp);
            switch (manifest) {
                case AssetManifest asset -> {
                    read(asset::keyMode);
                    read(asset::metadataBlobHash);
                    read(asset::retentionUntil);
                }
                case DerivativeManifest derivative -> read(derivative::role);
            }
        });
        declared(input, ProvenanceRecord::decode);
    }

    static void album(byte[] input) {
        declared(input, AlbumDescriptor::decode);
        declared(input, EpochAttestation::decode);
        declared(input, UpgradeIntent::decode);
        declared(input, EpochLedger::decodeAndVerify);
    }

    static void directory(byte[] input) {
        declared(input, bytes -> {
            var directory = DeviceDirectory.decode(bytes);
            if (!directory.allows(directory)) {
                throw new IllegalStateException("a directory must allow itself");
            }
        });
    }

    static void metadata(byte[] input) {
        declared(input, Sidecar::decode);
        declared(input, bytes -> {
            var blob = new MetadataBlob(Bytes.of(bytes));
            requireSame(Arrays.copyOfRange(bytes, 2, 14), blob.nonce());
        });
    }

    static void events(byte[] input) {
        for (var type : EventType.values()) {
            declared(input, bytes -> requireSame(Event.decode(type, bytes).encode().length <= bytes.length));
        }
    }

    static void internal(byte[] input) {
        declared(input, AdmissionRequest::decode);
        declared(input, AdmissionReply::decode);
        declared(input, BlobAccessRequest::decode);
        declared(input, DeliveryRecipientRequest::decode);
        declared(input, ReservationRequest::decode);
        declared(input, InFlightRequest::decode);
        declared(input, PeerCacheRequest::decode);
        declared(input, PeerCacheRequest.Reply::decode);
        declared(input, PeerRecordsRequest::decode);
        declared(input, PeerRecordsReply::decode);
    }

    static void cursor(byte[] input) {
        declared(input, bytes -> SyncCursor.decode(new String(bytes, StandardCharsets.ISO_8859_1), USER, KEYS));
    }

    private static void declared(byte[] input, Consumer<byte[]> decoder) {
        try {
            decoder.accept(input);
        } catch (CborException | RefusalException refused) {
            requireSame(refused.getMessage() != null);
        }
    }

    private static void read(Supplier<?> field) {
        try {
            requireSame(field.get() != null);
        } catch (RefusalException refused) {
            requireSame(refused.code().status() == 400);
        }
    }

    private static void requireSame(byte[] actual, byte[] expected) {
        requireSame(Arrays.equals(actual, expected));
    }

    private static void requireSame(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a decoded object must be the bytes it came from");
        }
    }
}
