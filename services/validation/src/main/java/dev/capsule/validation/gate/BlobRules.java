package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.reject;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules about the blobs behind a manifest: exactly those it names, with the hashes it names. */
final class BlobRules {
    /** Live derivatives of one asset, all roles together. */
    static final int MAX_LIVE_DERIVATIVES = 128;

    private BlobRules() {}

    static Optional<Verdict> assetBlobs(Case<AssetManifest> c) {
        var manifest = c.manifest();
        var named = new EnumMap<BlobRole, Sha256>(BlobRole.class);
        if (manifest.action().carriesContent()) {
            named.put(BlobRole.ORIGINAL, manifest.ciphertextHash());
        }
        manifest.metadataBlobHash().ifPresent(hash -> named.put(BlobRole.METADATA, hash));
        return switch (c.claim().carriage()) {
            case Carriage.Announced announced ->
                require(!named.isEmpty(), ReasonCode.METADATA_BLOB_MISMATCH, "the manifest names no blob to upload");
            case Carriage.Bare bare ->
                require(named.isEmpty(), ReasonCode.METADATA_BLOB_MISMATCH, "the blobs come by upload");
            case Carriage.Landed landed ->
                same(named, landed.blobs()).or(() -> metadata(manifest, landed.metadataBlob()));
            case Carriage.Pulled pulled ->
                same(cached(named, pulled), pulled.blobs())
                        .or(() -> pulled.metadataBlob().flatMap(bytes -> metadata(manifest, pulled.metadataBlob())));
        };
    }

    static Optional<Verdict> derivativeBlobs(Case<DerivativeManifest> c) {
        var manifest = c.manifest();
        Map<BlobRole, Sha256> named =
                isOriginal(manifest) ? Map.of() : Map.of(BlobRole.DERIVATIVE, manifest.ciphertextHash());
        return switch (c.claim().carriage()) {
            case Carriage.Announced announced ->
                require(!named.isEmpty(), ReasonCode.CIPHERTEXT_HASH_MISMATCH, "the manifest names no blob to upload");
            case Carriage.Bare bare ->
                require(named.isEmpty(), ReasonCode.CIPHERTEXT_HASH_MISMATCH, "the blob comes by upload");
            case Carriage.Pulled pulled ->
                same(cached(named, pulled), pulled.blobs())
                        .or(() -> require(pulled.metadataBlob().isEmpty(), ReasonCode.METADATA_BLOB_MISMATCH));
            case Carriage.Landed landed ->
                same(named, landed.blobs())
                        .or(() -> require(landed.metadataBlob().isEmpty(), ReasonCode.METADATA_BLOB_MISMATCH));
        };
    }

    /** The hashes in storage were computed there; here they only have to be the named ones. */
    private static Optional<Verdict> same(Map<BlobRole, Sha256> named, List<BlobRef> landed) {
        var found = new EnumMap<BlobRole, Sha256>(BlobRole.class);
        for (BlobRef ref : landed) {
            if (found.put(ref.role(), ref.hash()) != null) {
                return reject(ReasonCode.CIPHERTEXT_HASH_MISMATCH, "two blobs of one role");
            }
        }
        if (found.equals(named)) {
            return Optional.empty();
        }
        boolean metadataDiffers = !Optional.ofNullable(named.get(BlobRole.METADATA))
                .equals(Optional.ofNullable(found.get(BlobRole.METADATA)));
        return reject(
                metadataDiffers ? ReasonCode.METADATA_BLOB_MISMATCH : ReasonCode.CIPHERTEXT_HASH_MISMATCH,
                "the blobs are not those the manifest names");
    }

    /** Of the named ones those that are here: a cache need not hold them all. */
    private static Map<BlobRole, Sha256> cached(Map<BlobRole, Sha256> named, Carriage.Pulled pulled) {
        var here = pulled.blobs().stream().map(BlobRef::role).collect(Collectors.toUnmodifiableSet());
        var cached = new EnumMap<BlobRole, Sha256>(BlobRole.class);
        named.forEach((role, hash) -> {
            if (here.contains(role)) {
                cached.put(role, hash);
            }
        });
        return cached;
    }

    /** Invariant 25, all a keyless server sees: envelope and hash. */
    private static Optional<Verdict> metadata(AssetManifest manifest, Optional<Bytes> bytes) {
        var named = manifest.metadataBlobHash();
        if (named.isPresent() != bytes.isPresent()) {
            return reject(ReasonCode.METADATA_BLOB_MISMATCH);
        }
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (!bytes.map(Bytes::sha256).equals(named)) {
            return reject(ReasonCode.METADATA_BLOB_MISMATCH);
        }
        new MetadataBlob(bytes.get()).requireSuite(manifest.suite());
        return Optional.empty();
    }

    static Optional<Verdict> liveSetBounded(Case<DerivativeManifest> c) {
        int live = c.situation().asset().map(Situation.Asset::liveDerivatives).orElse(0);
        return require(
                live < MAX_LIVE_DERIVATIVES,
                ReasonCode.ACTION_NOT_ALLOWED,
                "an asset has fewer than " + MAX_LIVE_DERIVATIVES + " live derivatives");
    }

    static Optional<Verdict> originalRepeated(Case<DerivativeManifest> c) {
        if (!isOriginal(c.manifest())) {
            return Optional.empty();
        }
        var original = c.situation().asset().flatMap(Situation.Asset::content).orElseThrow();
        return require(
                c.manifest().ciphertextHash().equals(original.ciphertextHash())
                        && c.manifest().plaintextSize() == original.plaintextSize()
                        && c.manifest().noncePrefix().equals(original.noncePrefix()),
                ReasonCode.MANIFEST_MALFORMED,
                "the format 'original' repeats the fields of the original");
    }

    static boolean isOriginal(DerivativeManifest manifest) {
        return manifest.format().equals(DerivativeManifest.FORMAT_ORIGINAL);
    }
}
