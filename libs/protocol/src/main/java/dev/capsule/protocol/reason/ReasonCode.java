package dev.capsule.protocol.reason;

import java.util.OptionalInt;

/**
 * The closed registry of refusals (server-invariants 17): stable wire code, HTTP status, the invariant it enforces and
 * one line for people. Codes are never renamed or reused. The registry of the contract is extended by ADR 0003.
 */
public enum ReasonCode {
    PROTOCOL_HEADER_MISSING(400, 1, "The Capsule-Protocol header is missing on a write"),
    PROTOCOL_MALFORMED(400, 1, "The protocol version is not a date of the form YYYY-MM-DD"),
    PROTOCOL_HEADER_MISMATCH(400, 1, "The protocol version of the header and of the body differ"),
    UNKNOWN_CRYPTO_SUITE(400, 2, "The crypto suite is missing, unknown, or not the same in header and body"),
    SIDECAR_SCHEMA_UNKNOWN(400, 0, "The sidecar schema is missing or newer than this server knows"),
    UNKNOWN_FIELD(400, 0, "The body has a member this request does not define"),
    BODY_MALFORMED(400, 0, "The body or a parameter is not of the form this request defines"),
    MANIFEST_MALFORMED(
            400,
            0,
            "The signed object is not canonical, not within its bounds, or lacks or has a field its action requires or forbids"),
    HASH_LENGTH(400, 3, "A hash has the wrong length for its crypto suite"),
    SIZE_INVALID(400, 4, "The declared size is missing, not an integer, or not positive"),
    CONTENT_TYPE_UNKNOWN(400, 5, "The content type is not in the closed list of this protocol version"),
    TIMESTAMP_MALFORMED(400, 8, "The timestamp is not of the form YYYY-MM-DDTHH:MM:SS.sssZ"),
    TIMESTAMP_DRIFT(400, 8, "The timestamp is too far from the clock of this server"),
    CHUNK_MISALIGNED(400, 10, "A chunk that is not the last is not a multiple of 4096 bytes"),
    CHUNK_EMPTY(400, 10, "The chunk has no bytes"),
    CHUNK_EXCEEDS_DECLARED(400, 11, "The chunk exceeds the declared size; the session has failed"),
    ACTION_UNKNOWN(400, 16, "The action is not in the closed list"),
    PRIOR_HASH_REQUIRED(400, 17, "Only a create may leave out the prior provenance hash"),
    AMK_VERSION_REGRESSED(400, 18, "The epoch is below the highest accepted or the floor of the album"),
    AMK_VERSION_UNATTESTED(400, 18, "The epoch is above what the admins of the album attested"),
    METADATA_BLOB_MISMATCH(400, 25, "The metadata blob is not the one the manifest names"),
    METADATA_BLOB_MALFORMED(400, 25, "The metadata blob is too short or names another crypto suite"),
    CURSOR_INVALID(400, 22, "The cursor was not made by this server for this caller"),
    DIRECTORY_SIGNATURE_INVALID(400, 23, "The directory or an entry of it is not signed by the identity key"),
    DIRECTORY_MUTATION(400, 23, "The directory removes or changes what an earlier version states"),
    KEY_MODE_UNKNOWN(400, 32, "The key mode is not in the closed list"),
    WRAPPED_KEY_INVALID(400, 32, "A wrapped key is only allowed in the create that adopts a drop"),
    DROP_MALFORMED(400, 30, "The drop descriptor is malformed"),
    DROP_FORBIDDEN_FIELD(400, 30, "A drop must not name an album, manifest or signature"),

    AUTH_REQUIRED(401, 0, "This request needs valid credentials"),
    TOKEN_EXPIRED(401, 0, "The token has expired; ask for a new one"),
    CAPABILITY_INVALID(401, 19, "The capability token is missing or not valid"),
    CAPABILITY_EXPIRED(401, 19, "The capability token has expired"),
    CAPABILITY_NOT_YET_VALID(401, 19, "The capability token is not valid yet"),
    SERVER_SIGNATURE_INVALID(401, 0, "The server signature is missing or not valid"),
    REPORT_SIGNATURE_INVALID(401, 24, "The report is not signed by the reporting server"),

    ALBUM_NOT_WRITABLE(403, 6, "The album does not exist or the caller may not write to it"),
    ALBUM_PIN_MISMATCH(403, 6, "The album is pinned to another protocol version"),
    CREATOR_MISMATCH(403, 7, "The signed object was not made by the caller"),
    DEVICE_UNKNOWN(403, 7, "The device is not in the directory of its user"),
    DEVICE_ADDED_AFTER(403, 7, "The device was added after the time the object claims"),
    DEVICE_REVOKED(403, 7, "The device is revoked"),
    DEVICE_SIG_INVALID(403, 7, "The device signature does not verify"),
    WRITE_SIG_INVALID(403, 7, "The write-tier signature does not verify"),
    NOT_SESSION_UPLOADER(403, 0, "Only the uploader may do this"),
    OWNER_RELATION_REQUIRED(403, 0, "Uploading for another owner needs a verified relation"),
    CAPABILITY_REVOKED(403, 19, "The capability is revoked"),
    CAPABILITY_AUDIENCE(403, 19, "The capability is for another album"),
    CAPABILITY_SCOPE(403, 19, "The capability does not reach this far"),
    REVOCATION_STATE_STALE(403, 19, "The revocation state of the issuer is too old to trust"),
    PEER_BLOCKED(403, 19, "The peer is blocked"),
    PEER_KEY_UNCONFIRMED(403, 0, "The key of the peer changed and is not confirmed"),
    SPONSOREE_REVOKED(403, 0, "The sponsored account is revoked"),
    QUOTA_EXCEEDED(403, 0, "The storage limit is reached"),
    QUOTA_GRACE_EXPIRED(403, 0, "The storage limit was exceeded for longer than the grace period"),
    QUOTA_PEER_CACHE_EXCEEDED(403, 0, "The cache share of this peer is used up"),
    DROP_NOT_OWNED(403, 32, "The drop belongs to another inbox"),
    ACCOUNT_SUSPENDED(403, 0, "The account is suspended"),
    SHARE_BLOCKED(403, 0, "The recipient does not accept this share"),
    MASTER_KEY_PROOF_REQUIRED(403, 0, "This needs a fresh proof by the identity key"),
    REGISTRATION_CLOSED(403, 0, "This server does not take registrations"),

    NOT_FOUND(404, 0, "There is nothing here for this caller"),
    SESSION_NOT_FOUND(404, 0, "There is no such upload session for this caller"),

    METHOD_NOT_ALLOWED(405, 0, "This resource does not have that method"),

    NOT_ACCEPTABLE(406, 0, "The answer has no form this request accepts"),

    REQUEST_TIMEOUT(408, 0, "The body came in too slowly, or not at all"),

    OFFSET_MISMATCH(409, 9, "The chunk does not start at the current offset"),
    CHUNK_CONFLICT(409, 12, "Another chunk was already acknowledged at this offset"),
    SESSION_CONFLICT(409, 0, "A session for this content exists with other parameters"),
    SESSION_NOT_ACCEPTING(409, 0, "The session does not accept chunks in its state"),
    SESSION_NOT_CANCELLABLE(409, 0, "The session can no longer be cancelled"),
    FINALIZATION_IN_PROGRESS(409, 0, "The session is being finalised"),
    FINAL_SIZE_MISMATCH(409, 13, "The uploaded bytes are not of the declared size"),
    CIPHERTEXT_HASH_MISMATCH(409, 14, "The uploaded bytes do not have the declared hash"),
    STALE_REVIVAL(409, 17, "The object does not follow the current head of its chain"),
    ASSET_EXISTS(409, 17, "The asset already has a chain"),
    ACTION_NOT_ALLOWED(409, 16, "The action is not allowed in the state of the asset"),
    RETENTION_EXPIRED(409, 0, "The retention has ended; the asset cannot be restored"),
    RETENTION_NOT_EXPIRED(409, 0, "The retention has not ended"),
    OPERATION_CONFLICT(409, 0, "The operation id was used for other content"),
    DIRECTORY_VERSION_STALE(409, 23, "The directory version is not above the stored one"),
    EPOCH_FORK(409, 18, "The attestation does not follow the last one of the album"),
    ALBUM_UPGRADE_PENDING(409, 6, "The album is being upgraded"),
    ALBUM_FROZEN(409, 6, "The album is frozen by an upgrade"),
    UPGRADE_IN_PROGRESS(409, 0, "Another upgrade of the album is in progress"),
    UPGRADE_NOT_DRAINED(409, 0, "Writes of the album are still in flight"),
    DROP_LINK_COUNT_CAP(409, 26, "The link has received its number of files"),
    DROP_ALREADY_ADOPTED(409, 32, "The drop is already adopted"),
    DROP_NOT_READY(409, 32, "The drop is not complete"),
    LEGAL_HOLD_ACTIVE(409, 0, "A legal hold forbids this"),
    ACCOUNT_EXISTS(409, 0, "The account is already registered"),
    HANDLE_TAKEN(409, 0, "The handle is taken"),

    TAKEDOWN(410, 0, "The content was taken down"),

    PRECONDITION_FAILED(412, 0, "The stored version is not the one the request names"),

    SIZE_TOO_LARGE(413, 4, "The declared size is above the largest file this server takes"),
    CHUNK_EXCEEDS_MAX(413, 11, "The chunk exceeds the largest file this server takes"),
    DROP_LINK_BYTES_CAP(413, 26, "The link has received its number of bytes"),
    BODY_TOO_LARGE(413, 0, "The body is larger than this request allows"),

    UNSUPPORTED_MEDIA_TYPE(415, 0, "The body is not of a type this request takes"),

    RANGE_NOT_SATISFIABLE(416, 0, "The range is outside the content"),

    HOME_SERVER_ONLY(421, 0, "Only the home server answers this"),

    PROTOCOL_OUT_OF_RANGE(426, 1, "The protocol version is outside the window of this server"),

    RATE_LIMITED(429, 0, "Too many requests; wait as Retry-After says"),
    PEER_BUDGET_EXCEEDED(429, 21, "The budget of the peer is used up"),
    PEER_CIRCUIT_OPEN(429, 21, "Traffic with the peer is halted after malformed records"),
    REPORT_RATE_LIMITED(429, 24, "Too many reports about this user"),

    CHUNK_CHECKSUM_MISMATCH(460, 12, "The chunk does not have the checksum its header names"),

    UPLOAD_BACKPRESSURE(503, 0, "Too many bytes are in flight; wait as Retry-After says"),
    DEPENDENCY_UNAVAILABLE(503, 0, "A part of this service is unreachable; wait as Retry-After says");

    private final int status;
    private final int invariant;
    private final String title;

    ReasonCode(int status, int invariant, String title) {
        this.status = status;
        this.invariant = invariant;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Number of the server invariant this code enforces, where it enforces one. */
    public OptionalInt invariant() {
        return invariant == 0 ? OptionalInt.empty() : OptionalInt.of(invariant);
    }

    /** One line for people; never holds data of a request. */
    public String title() {
        return title;
    }

    /** The problem type of RFC 9457. */
    public String type() {
        return "urn:capsule:reason:" + name();
    }
}
