package dev.capsule.bench.soak;

import dev.capsule.bench.account.Account;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.http.ServerUnreachableException;
import dev.capsule.client.upload.BlobSource;
import dev.capsule.client.upload.BlobUpload;
import dev.capsule.client.upload.SessionStatus;
import dev.capsule.client.upload.UploadApi.Declaration;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A client that uploads one asset after the other, resumes what breaks and keeps a journal of what it was told. */
final class Uploader implements Runnable {
    private static final int KIB = 1024;
    private static final int SMALLEST = 4 * KIB;
    private static final int LARGEST = 3 * 1024 * KIB;
    private static final int METADATA = 200;

    /** One in so many uploads is cancelled half-way. */
    private static final int CANCELLED = 12;

    private final Account account;
    private final SplittableRandom random;
    private final BooleanSupplier more;
    private final List<Asset> journal = new ArrayList<>();

    Uploader(Account account, SplittableRandom random, BooleanSupplier more) {
        this.account = account;
        this.random = random;
        this.more = more;
    }

    /** Everything this client was told; complete when {@link #run} has returned. */
    List<Asset> journal() {
        return journal;
    }

    @Override
    public void run() {
        while (more.getAsBoolean()) {
            byte[] original = bytes(random.nextInt(SMALLEST, LARGEST));
            byte[] metadata = bytes(METADATA);
            // an envelope of suite 1
            metadata[0] = 0;
            metadata[1] = 1;
            var manifest = account.sign(Sha256.hash(original), original.length, Sha256.hash(metadata));
            var asset = new Asset(
                    account,
                    manifest.assetId().toString(),
                    manifest.ciphertextHash(),
                    original.length,
                    Sha256.hash(metadata));
            journal.add(asset);
            try {
                if (random.nextInt(CANCELLED) == 0) {
                    cancel(asset, manifest, original);
                } else {
                    upload(asset, manifest, original, metadata);
                }
            } catch (ServerRefusalException e) {
                asset.told(Asset.Told.REFUSED, e.toString());
            } catch (ServerUnreachableException e) {
                asset.told(asset.told(), "then " + e);
            } catch (ClientException e) {
                asset.told(Asset.Told.REFUSED, e.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void upload(Asset asset, AssetManifest manifest, byte[] original, byte[] metadata) throws IOException {
        var opened = account.openOriginal(manifest, original.length);
        asset.opened(opened.id());
        var blobs = new BlobUpload(account.uploads());
        blobs.send(
                new Declaration(
                        BlobRole.METADATA,
                        manifest.albumId(),
                        manifest.assetId(),
                        metadata.length,
                        Sha256.hash(metadata),
                        ContentType.OCTET_STREAM,
                        Optional.of(manifest.encoded())),
                BlobSource.of(metadata),
                sent -> {});
        blobs.send(opened, BlobSource.of(original), sent -> {});
        asset.told(Asset.Told.STORED, "");
    }

    private void cancel(Asset asset, AssetManifest manifest, byte[] original) {
        var opened = account.openOriginal(manifest, original.length);
        asset.opened(opened.id());
        int half = original.length / 2 / SMALLEST * SMALLEST;
        if (half > 0 && opened.position().status() == SessionStatus.PENDING) {
            byte[] chunk = new byte[half];
            System.arraycopy(original, 0, chunk, 0, half);
            account.uploads().append(opened.id(), 0, chunk);
        }
        try {
            account.transport().send(Call.delete("/upload/" + opened.id()).as(account.bearer()));
        } catch (ServerRefusalException e) {
            if (!e.is("SESSION_NOT_FOUND")) {
                throw e;
            }
            // an earlier try, whose answer was lost, has done it
        }
        asset.told(Asset.Told.CANCELLED, "");
    }
}
