package dev.capsule.validation.ledger;

import static dev.capsule.validation.ledger.Lookup.albums;
import static dev.capsule.validation.ledger.Lookup.numbers;
import static dev.capsule.validation.ledger.Lookup.tenants;
import static dev.capsule.validation.ledger.Lookup.users;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Situation;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the keys a batch of claims names, two queries at most for any number of them. A key that was read once is not read
 * again: the database lets nobody change or remove one. Whether its device was revoked is.
 */
final class KeyReader {
    private static final String DEVICES = """
            select d.tenant_id, d.user_id, d.device_id, d.added_at, d.revoked_at,
              case when k.wanted then d.ed25519_key end as ed25519_key,
              case when k.wanted then d.ml_dsa_65_key end as ml_dsa_65_key
            from unnest($1::text[], $2::uuid[], $3::uuid[], $4::boolean[]) as k(tenant, usr, device, wanted)
            join device d on d.tenant_id = k.tenant and d.user_id = k.usr and d.device_id = k.device
            """;
    private static final String EPOCHS = """
            select e.* from unnest($1::text[], $2::uuid[], $3::bigint[]) as k(tenant, album, epoch)
            join epoch_key e on e.tenant_id = k.tenant and e.album_id = k.album and e.epoch = k.epoch
            """;

    private KeyReader() {}

    /** @param known keys that were read before, for these or other claims */
    static Keys read(Tx tx, List<Claim> claims, Keys known) {
        return new Keys(devices(tx, claims, known), epochs(tx, claims, known));
    }

    private static Map<Keys.DeviceKey, Situation.Device> devices(Tx tx, List<Claim> claims, Keys known) {
        var wanted = claims.stream().map(Keys.DeviceKey::of).collect(Collectors.toUnmodifiableSet());
        return tx
                .list(
                        DEVICES,
                        row -> device(row, known),
                        tenants(wanted, Keys.DeviceKey::tenant),
                        users(wanted, Keys.DeviceKey::user),
                        wanted.stream().map(Keys.DeviceKey::device).toArray(DeviceId[]::new),
                        wanted.stream()
                                .map(key -> !known.devices().containsKey(key))
                                .toArray(Boolean[]::new))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<Keys.EpochKey, HybridPublicKey> epochs(Tx tx, List<Claim> claims, Keys known) {
        var found = new HashMap<Keys.EpochKey, HybridPublicKey>();
        var missing = new HashSet<Keys.EpochKey>();
        for (var claim : claims) {
            var key = Keys.EpochKey.of(claim);
            var value = known.epochs().get(key);
            if (value == null) {
                missing.add(key);
            } else {
                found.put(key, value);
            }
        }
        if (!missing.isEmpty()) {
            tx.list(
                            EPOCHS,
                            KeyReader::epoch,
                            tenants(missing, key -> key.album().tenant()),
                            albums(missing, key -> key.album().album()),
                            numbers(missing, Keys.EpochKey::epoch))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    private static Map.Entry<Keys.DeviceKey, Situation.Device> device(Row row, Keys known) {
        var key = new Keys.DeviceKey(
                new TenantId(Columns.text(row, "tenant_id")),
                Columns.id(row, "user_id", UserId::new),
                Columns.id(row, "device_id", DeviceId::new));
        var before = known.devices().get(key);
        return Map.entry(
                key,
                new Situation.Device(
                        before == null ? publicKey(row) : before.key(),
                        new Timestamp(Columns.instant(row, "added_at")),
                        Columns.optionalInstant(row, "revoked_at").map(Timestamp::new)));
    }

    private static Map.Entry<Keys.EpochKey, HybridPublicKey> epoch(Row row) {
        var album =
                new AlbumKey(new TenantId(Columns.text(row, "tenant_id")), Columns.id(row, "album_id", AlbumId::new));
        return Map.entry(new Keys.EpochKey(album, Columns.longValue(row, "epoch")), publicKey(row));
    }

    private static HybridPublicKey publicKey(Row row) {
        return new HybridPublicKey(Columns.byteString(row, "ed25519_key"), Columns.byteString(row, "ml_dsa_65_key"));
    }
}
