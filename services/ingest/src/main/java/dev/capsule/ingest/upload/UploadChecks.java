package dev.capsule.ingest.upload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stateless checks of {@code POST /upload}, in the order of server-invariants 1: form of the body and structure of
 * the manifest, then invariants 1 to 5, then agreement of body and manifest. First failure wins.
 */
final class UploadChecks {
    private static final String SIDECAR_SCHEMA = Integer.toString(Sidecar.SCHEMA);

    private final long maxFileSize;

    UploadChecks(long maxFileSize) {
        this.maxFileSize = maxFileSize;
    }

    /**
     * What the body declares, once it is in order.
     *
     * @param manifest absent where the session of a sibling has it
     */
    record Declared(
            BlobRole role,
            long size,
            Sha256 hash,
            String contentType,
            int suite,
            @Nullable Manifest manifest) {}

    /**
     * What the headers of the request declare.
     *
     * @param protocol checked by the handshake
     * @param suite checked by the handshake
     * @param sidecarSchema {@code Capsule-Sidecar-Schema}, as sent
     */
    record Headers(String protocol, String suite, @Nullable String sidecarSchema) {}

    Declared check(UploadRequest body, Headers headers) {
        var role = role(body);
        var signed = body.signedManifest();
        var manifest = signed == null ? null : Manifest.decode(signed.toArray());
        if (manifest == null && role != BlobRole.METADATA) {
            throw malformed("The manifest is required for this role");
        }
        protocol(body, headers.protocol(), manifest);
        int suite = suite(body, headers.suite(), manifest);
        var hash = hash(body.hash());
        long size = size(body.size(), role);
        if (WireEnum.find(ContentType.class, body.contentType()).isEmpty()) {
            throw new RefusalException(ReasonCode.CONTENT_TYPE_UNKNOWN);
        }
        if (role == BlobRole.METADATA) {
            sidecarSchema(headers.sidecarSchema(), manifest);
        }
        if (manifest != null) {
            agreement(body, role, hash, manifest);
        }
        return new Declared(role, size, hash, body.contentType(), suite, manifest);
    }

    /** Form: the role is one of those a session can have; backups have no manifest and so no gate that would take them. */
    private static BlobRole role(UploadRequest body) {
        var role = WireEnum.find(BlobRole.class, body.role()).orElseThrow(() -> malformed("The role is unknown"));
        return switch (role) {
            case ORIGINAL, METADATA, DERIVATIVE -> role;
            case BACKUP, PROVENANCE, DROP -> throw malformed("This server takes no uploads of role " + body.role());
        };
    }

    /** Invariant 1: header, body and manifest name one protocol version. */
    private static void protocol(UploadRequest body, String header, @Nullable Manifest manifest) {
        ProtocolVersion declared;
        try {
            declared = new ProtocolVersion(body.protocolVersion());
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.PROTOCOL_MALFORMED);
        }
        if (!declared.date().equals(header)
                || (manifest != null && !declared.date().equals(manifest.protocolVersion()))) {
            throw new RefusalException(ReasonCode.PROTOCOL_HEADER_MISMATCH);
        }
    }

    /** Invariant 2: header, body and manifest name one known crypto suite. */
    private static int suite(UploadRequest body, String header, @Nullable Manifest manifest) {
        var node = body.cryptoSuiteId();
        if (node == null
                || !node.isIntegralNumber()
                || !node.canConvertToInt()
                || !CryptoSuite.isKnown(node.intValue())) {
            throw new RefusalException(ReasonCode.UNKNOWN_CRYPTO_SUITE);
        }
        int suite = node.intValue();
        if (!Integer.toString(suite).equals(header) || (manifest != null && manifest.suite() != suite)) {
            throw new RefusalException(ReasonCode.UNKNOWN_CRYPTO_SUITE);
        }
        return suite;
    }

    /** Invariant 3: 32 bytes for suite 1. */
    private static Sha256 hash(JsonNode node) {
        byte[] bytes = hashBytes(node);
        if (bytes.length != Sha256.LENGTH) {
            throw new RefusalException(ReasonCode.HASH_LENGTH);
        }
        return Sha256.of(bytes);
    }

    private static byte[] hashBytes(JsonNode node) {
        try {
            if (node.isBinary()) {
                return node.binaryValue();
            }
            if (node.isTextual() && node.textValue().equals(node.textValue().toLowerCase(Locale.ROOT))) {
                return HexFormat.of().parseHex(node.textValue());
            }
        } catch (IOException | IllegalArgumentException e) {
            // an odd number of digits is a wrong length, anything else is no hash at all
            if (node.isTextual() && node.textValue().chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                throw new RefusalException(ReasonCode.HASH_LENGTH);
            }
        }
        throw malformed("The hash is not a hash");
    }

    /** Invariant 4: 0 &lt; size ≤ max_file_size; a metadata blob has a limit of its own. */
    private long size(@Nullable JsonNode node, BlobRole role) {
        if (node == null || !node.isIntegralNumber() || node.bigIntegerValue().signum() <= 0) {
            throw new RefusalException(ReasonCode.SIZE_INVALID);
        }
        if (node.bigIntegerValue().compareTo(BigInteger.valueOf(maxFileSize)) > 0) {
            throw new RefusalException(ReasonCode.SIZE_TOO_LARGE);
        }
        if (role == BlobRole.METADATA && node.longValue() > MetadataBlob.MAX_BYTES) {
            throw new RefusalException(
                    ReasonCode.METADATA_BLOB_MALFORMED, "a metadata blob has at most 1 MiB and 30 bytes");
        }
        return node.longValue();
    }

    /** A metadata-update says by which schema its sidecar was written: the server can't look inside. */
    private static void sidecarSchema(@Nullable String header, @Nullable Manifest manifest) {
        if (manifest instanceof AssetManifest asset
                && asset.action() == Action.METADATA_UPDATE
                && !SIDECAR_SCHEMA.equals(header)) {
            throw new RefusalException(ReasonCode.SIDECAR_SCHEMA_UNKNOWN);
        }
    }

    /**
     * The body repeats what the manifest signs; a body that says otherwise is malformed. The metadata hash and the fit of
     * role and action are left to {@link #binding}, which comes after the gate has looked at the manifest.
     */
    private static void agreement(UploadRequest body, BlobRole role, Sha256 hash, Manifest manifest) {
        if (!manifest.albumId().equals(body.albumId())) {
            throw malformed("album_id is not the manifest's");
        }
        if (!manifest.assetId().equals(body.assetId())) {
            throw malformed("asset_id is not the manifest's");
        }
        boolean fits =
                switch (manifest) {
                    case AssetManifest asset -> role == BlobRole.ORIGINAL || role == BlobRole.METADATA;
                    case DerivativeManifest derivative -> role == BlobRole.DERIVATIVE;
                };
        if (!fits) {
            throw malformed("The role does not fit the manifest");
        }
        if (role != BlobRole.METADATA && !manifest.ciphertextHash().equals(hash)) {
            throw malformed("hash is not the manifest's ciphertext_hash");
        }
    }

    /**
     * After admission: the manifest's action brings a blob of this role, and a metadata blob is the one the manifest
     * names (invariant 25; the bytes are compared when they have landed).
     */
    static void binding(BlobRole role, Sha256 hash, Manifest manifest) {
        switch (manifest) {
            case AssetManifest asset
            when role == BlobRole.METADATA -> {
                if (!asset.metadataBlobHash().filter(hash::equals).isPresent()) {
                    throw new RefusalException(ReasonCode.METADATA_BLOB_MISMATCH);
                }
            }
            case AssetManifest asset -> {
                if (!asset.action().carriesContent()) {
                    throw malformed("The manifest brings no original");
                }
            }
            case DerivativeManifest derivative -> {
                if (derivative.format().equals(DerivativeManifest.FORMAT_ORIGINAL)) {
                    throw malformed("The original serves this derivative; there is nothing to upload");
                }
            }
        }
    }

    private static RefusalException malformed(String detail) {
        return new RefusalException(ReasonCode.BODY_MALFORMED, detail);
    }
}
