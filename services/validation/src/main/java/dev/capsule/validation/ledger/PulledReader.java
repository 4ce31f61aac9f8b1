package dev.capsule.validation.ledger;

import static dev.capsule.validation.ledger.Lookup.albums;
import static dev.capsule.validation.ledger.Lookup.tenants;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.gate.Carriage;
import dev.capsule.validation.gate.Claim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what only pulled records are judged by: who could write in which epoch, and the epochs of what they follow. */
final class PulledReader {
    private static final String DESCRIPTORS = """
            select a.tenant_id, a.album_id, a.body from unnest($1::text[], $2::uuid[]) as k(tenant, album)
            join album a on a.tenant_id = k.tenant and a.album_id = k.album
            """;
    private static final String ATTESTATIONS = """
            select a.tenant_id, a.album_id, a.body from unnest($1::text[], $2::uuid[]) as k(tenant, album)
            join attestation a on a.tenant_id = k.tenant and a.album_id = k.album order by a.seq
            """;
    private static final String PRIORS = """
            select m.body from unnest($1::text[], $2::bytea[]) as k(tenant, prior)
            join manifest m on m.manifest_hash = k.prior and m.tenant_id = k.tenant
            """;

    private PulledReader() {}

    /** No query where nothing was pulled. */
    static void read(Tx tx, List<Claim> claims, Workspace workspace) {
        var pulled = claims.stream()
                .filter(claim -> claim.carriage() instanceof Carriage.Pulled)
                .toList();
        if (!pulled.isEmpty()) {
            readAuthorities(tx, pulled, workspace);
            readPriors(tx, pulled, workspace);
        }
    }

    private static void readAuthorities(Tx tx, List<Claim> pulled, Workspace workspace) {
        var keys = pulled.stream().map(Workspace::albumOf).collect(Collectors.toUnmodifiableSet());
        var attestations = new HashMap<AlbumKey, List<EpochAttestation>>(tx
                .list(
                        ATTESTATIONS,
                        row -> Map.entry(Rows.albumKey(row), EpochAttestation.decode(Columns.bytes(row, "body"))),
                        tenants(keys, AlbumKey::tenant),
                        albums(keys, AlbumKey::album))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
        tx.list(
                        DESCRIPTORS,
                        row -> Map.entry(Rows.albumKey(row), AlbumDescriptor.decode(Columns.bytes(row, "body"))),
                        tenants(keys, AlbumKey::tenant),
                        albums(keys, AlbumKey::album))
                .forEach(found -> workspace.authorities.put(
                        found.getKey(),
                        EpochLedger.ofVerified(
                                found.getValue(), attestations.getOrDefault(found.getKey(), List.of()))));
    }

    private static void readPriors(Tx tx, List<Claim> pulled, Workspace workspace) {
        var following = pulled.stream()
                .filter(claim -> Fields.priorHash(claim.manifest()).isPresent())
                .toList();
        tx.list(
                        PRIORS,
                        row -> Manifest.decode(Columns.bytes(row, "body")),
                        tenants(following, Claim::tenant),
                        following.stream()
                                .map(claim -> Fields.priorHash(claim.manifest()).orElseThrow())
                                .toArray(Sha256[]::new))
                .forEach(prior -> workspace.epochs.put(prior.hash(), prior.amkVersion()));
    }
}
