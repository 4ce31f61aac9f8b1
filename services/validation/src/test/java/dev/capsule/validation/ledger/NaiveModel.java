package dev.capsule.validation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.validation.fixture.Rfc9162;
import dev.capsule.validation.gate.AssetState;
import dev.capsule.validation.gate.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The ledger as the simplest thing that could be right: everything it was told, in order, and questions asked of that. */
final class NaiveModel {
    private final List<Claim> log = new ArrayList<>();

    /** References as the events say: what was added and not released since. */
    private final Map<AssetId, Set<Sha256>> referenced = new HashMap<>();

    void add(Claim claim, Change change) {
        log.add(claim);
        var refs = referenced.computeIfAbsent(claim.manifest().assetId(), id -> new HashSet<>());
        change.added().forEach(ref -> refs.add(ref.hash()));
        change.released().forEach(ref -> assertThat(refs.remove(ref.hash()))
                .as("released " + ref)
                .isTrue());
    }

    void assertSame(Workspace workspace, AlbumKey key) {
        var row = workspace.albums.get(key);
        assertThat(row.syncSeq()).isEqualTo(log.size());
        assertThat(row.log().size()).isEqualTo(log.size());
        assertThat(row.log().root())
                .isEqualTo(Rfc9162.root(
                        log.stream().map(claim -> claim.manifest().hash()).toList()));
        assertThat(row.highestEpoch())
                .isEqualTo(log.stream()
                        .mapToLong(claim -> claim.manifest().amkVersion())
                        .max()
                        .orElse(0));
        var ids = log.stream().map(claim -> claim.manifest().assetId()).collect(Collectors.toSet());
        assertThat(workspace.assets.keySet())
                .isEqualTo(
                        ids.stream().map(id -> new AssetKey(key.tenant(), id)).collect(Collectors.toSet()));
        ids.forEach(id -> assertSame(workspace, new AssetKey(key.tenant(), id)));
    }

    private void assertSame(Workspace workspace, AssetKey key) {
        var own = log.stream()
                .filter(claim -> claim.manifest() instanceof AssetManifest)
                .filter(claim -> claim.manifest().assetId().equals(key.asset()))
                .toList();
        var content = last(own.stream()
                .filter(claim -> claim.manifest().action().carriesContent())
                .toList());
        var metadata = last(own.stream()
                .filter(claim -> claim.manifest().action().carriesMetadata())
                .toList());
        var head = last(own);
        var stored = workspace.assets.get(key);
        assertThat(stored.head()).isEqualTo(head.manifest().hash());
        assertThat(stored.content()).isEqualTo(content.manifest().hash());
        assertThat(stored.metadata()).isEqualTo(metadata.manifest().hash());
        assertThat(stored.state())
                .isEqualTo(head.manifest().action() == Action.DELETE ? AssetState.TRASHED : AssetState.LIVE);
        assertThat(stored.syncSeq()).isEqualTo(lastSeq(key));
        var blobs = new HashSet<Sha256>();
        blobs.add(content.manifest().ciphertextHash());
        blobs.add(((AssetManifest) metadata.manifest()).metadataBlobHash().orElseThrow());
        assertThat(stored.original())
                .map(StoredBlob::hash)
                .contains(content.manifest().ciphertextHash());
        assertThat(stored.metadataBlob())
                .map(StoredBlob::hash)
                .isEqualTo(((AssetManifest) metadata.manifest()).metadataBlobHash());
        assertDerivatives(workspace, key, blobs);
        assertThat(referenced.get(key.asset())).isEqualTo(blobs);
    }

    private void assertDerivatives(Workspace workspace, AssetKey key, Set<Sha256> blobs) {
        var heads = new HashMap<String, Sha256>();
        var live = new HashMap<String, Sha256>();
        for (var claim : log) {
            if (claim.manifest() instanceof DerivativeManifest derivative
                    && derivative.assetId().equals(key.asset())) {
                heads.put(derivative.role().wireName(), derivative.hash());
                live.put(derivative.role().wireName() + " " + derivative.format(), derivative.ciphertextHash());
            }
        }
        heads.forEach((role, hash) -> assertThat(workspace.derivativeHeads.get(new ChainKey(key, role)))
                .isEqualTo(hash));
        assertThat(workspace.derivatives.values().stream()
                        .filter(row -> row.slot().asset().equals(key))
                        .collect(Collectors.toMap(
                                row -> row.slot().role() + " " + row.slot().format(),
                                row -> row.reference().map(BlobRef::hash).orElseThrow())))
                .isEqualTo(live);
        blobs.addAll(live.values());
    }

    private long lastSeq(AssetKey key) {
        for (int i = log.size(); i > 0; i--) {
            if (log.get(i - 1).manifest().assetId().equals(key.asset())) {
                return i;
            }
        }
        return 0;
    }

    private static Claim last(List<Claim> claims) {
        return claims.getLast();
    }
}
