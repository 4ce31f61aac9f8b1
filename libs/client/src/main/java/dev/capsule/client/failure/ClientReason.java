package dev.capsule.client.failure;

/** Stable codes of this client's own verdicts (client-invariants 19): in reason files, the audit log, exit output. */
public enum ClientReason {
    MALFORMED("The record is not canonical, too large, or of wrong lengths"),
    VERSION_UNKNOWN("The record was written by a protocol version this client does not know"),
    ENUM_UNKNOWN("The record uses a word that is not in its closed list"),
    UNTRUSTED_AUTHORITY("The chain of the album's admins does not verify"),
    WRONG_ALBUM("The record belongs to another album"),
    SUITE_DOWNGRADE("The record names an unknown or a weaker crypto suite"),
    PIN_MISMATCH("The record is not of the protocol version the album is pinned to"),
    STRUCTURAL("The fields of the record do not fit its action"),
    CIPHERTEXT_HASH_MISMATCH("The bytes are not the ones the record names"),
    UNKNOWN_DEVICE("The device that signed is not in the directory of its user"),
    FORGED_DEVICE_CERT("The device is not certified by the identity key of its user"),
    DEVICE_ADDED_AFTER("The device was added after the time the record claims"),
    BAD_TIMESTAMP("The time of the record is not a time"),
    DEVICE_REVOKED("The device was revoked before it wrote this"),
    BAD_DEVICE_SIG("The signature of the device does not verify"),
    WRONG_EPOCH("The record names an epoch the admins never attested"),
    EPOCH_REGRESSED("The record is of an epoch that is retired"),
    BAD_WRITE_SIG("The signature of the album's writers does not verify"),
    NOT_A_WRITER("Its author may not write to the album"),
    REPLAYED("The record creates an asset that is already there"),
    FORGED_CHAIN("The record does not follow the known history of the asset"),
    AMK_NOT_YET_LOCAL("The album key of this epoch has not arrived yet"),
    PENDING_TIMEOUT("The album key did not arrive in time"),
    SIDECAR_MALFORMED("The sidecar is not canonical or breaks a limit"),
    SIDECAR_SIGNATURE("The signature of the sidecar does not verify"),
    SCHEMA_TOO_NEW("The sidecar was written by a newer version"),
    METADATA_DIVERGENCE("The metadata is not what the record commits to"),
    UNKNOWN_ADD_ID("The sidecar removes a tag nobody added"),
    ADD_ID_ALIAS("Two tags claim the same id"),
    CLOCK_SUSPECT("A time lies far in the future"),
    ORPHAN_ORIGINAL("An original has no sidecar"),
    CORRUPT_ORIGINAL("The plaintext is not the one its sidecar names"),
    PROVENANCE_BROKEN("The local history of the asset does not walk from create to head"),
    LIBRARY_LOCKED("Another process has the library open"),
    STALE_REVIVAL("The server offered an older state of the asset"),
    DIRECTORY_ROLLBACK("The server offered an older device directory than one seen before"),
    DIRECTORY_EQUIVOCATION("The server offered two device directories of the same version"),
    SYNC_REWIND("The sync feed went back behind what was already applied"),
    UPGRADE_STRANDED("A write waits for an album upgrade"),
    UPGRADE_STATE_MISMATCH("The upgraded album is not the one that was frozen"),
    RESTORE_CONFLICT("The restored state conflicts with the live one");

    private final String sentence;

    ClientReason(String sentence) {
        this.sentence = sentence;
    }

    /** One line for people. */
    public String sentence() {
        return sentence;
    }
}
