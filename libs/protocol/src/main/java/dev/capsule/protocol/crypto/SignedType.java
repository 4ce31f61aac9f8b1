package dev.capsule.protocol.crypto;

import java.nio.charset.StandardCharsets;

/** The closed list of things a hybrid signature may speak about (wire-formats 0.4); separates their domains. */
public enum SignedType {
    ASSET_MANIFEST("asset-manifest"),
    DERIVATIVE_MANIFEST("derivative-manifest"),
    DEVICE_DIRECTORY("device-directory"),
    DEVICE_ENTRY("device-entry"),
    SIDECAR("sidecar"),
    EPOCH_ATTESTATION("epoch-attestation"),
    ALBUM("album"),
    BACKUP_MANIFEST("backup-manifest"),
    REVOCATION("revocation"),
    MOVED("moved"),
    UPGRADE_INTENT("upgrade-intent"),
    SHARE_RECORD("share-record"),
    AMK_DELIVERY("amk-delivery"),
    MODERATION_RECORD("moderation-record"),
    SESSION_CHALLENGE("session-challenge"),
    LIBRARY_SETTINGS("library-settings");

    private final String label;

    SignedType(String wireName) {
        label = "capsule/" + wireName + "/v1\0";
    }

    /** {@code capsule/<type>/v1} and a zero byte, followed by the canonical CBOR that is signed. */
    public byte[] message(byte[] canonicalCore) {
        byte[] prefix = label.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[prefix.length + canonicalCore.length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(canonicalCore, 0, message, prefix.length, canonicalCore.length);
        return message;
    }
}
