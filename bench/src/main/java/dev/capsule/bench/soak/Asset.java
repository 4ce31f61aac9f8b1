package dev.capsule.bench.soak;

import dev.capsule.bench.account.Account;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import org.jspecify.annotations.Nullable;

/**
 * What one client was told about one asset. Written by its uploader only, read when all uploaders have ended; holds no
 * content, only hashes.
 */
final class Asset {
    private final Account account;
    private final String id;
    private final Sha256 original;
    private final long originalSize;
    private final Sha256 metadata;
    private @Nullable UploadId upload;
    private Told told = Told.NOTHING;
    private String detail = "";

    /** The last word of the server, in the order in which it can be given. */
    enum Told {
        /** No answer that promises anything. */
        NOTHING,
        /** The upload was cancelled: DELETE was answered with 204. */
        CANCELLED,
        /** The last chunk of the original was answered with 204: its bytes are stored. */
        STORED,
        /** The gate has committed the asset. */
        COMMITTED,
        /** The server refuses an upload that is all right. */
        REFUSED
    }

    Asset(Account account, String id, Sha256 original, long originalSize, Sha256 metadata) {
        this.account = account;
        this.id = id;
        this.original = original;
        this.originalSize = originalSize;
        this.metadata = metadata;
    }

    synchronized void opened(UploadId session) {
        upload = session;
    }

    synchronized void told(Told word, String why) {
        told = word;
        detail = why;
    }

    synchronized Told told() {
        return told;
    }

    synchronized @Nullable UploadId upload() {
        return upload;
    }

    Account account() {
        return account;
    }

    Sha256 original() {
        return original;
    }

    long originalSize() {
        return originalSize;
    }

    Sha256 metadata() {
        return metadata;
    }

    @Override
    public synchronized String toString() {
        return "asset " + id + " (upload " + upload + ", original " + original.hex() + ", told " + told + " " + detail
                + ")";
    }
}
