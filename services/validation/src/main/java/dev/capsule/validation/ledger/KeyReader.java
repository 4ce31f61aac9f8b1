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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the keys a batch of claims names, two queries for any number of them. */
final class KeyReader {
    private static final String DEVICES = """
            select d.* from unnest($1::text[], $2::uuid[], $3::uuid[]) as k(tenant, usr, device)
            join device d on d.tenant_id = k.tenant and d.user_id = k.usr and d.device_id = k.device
            """;
    private static final String EPOCHS = """
            select e.* from unnest($1::text[], $2::uuid[], $3::bigint[]) as k(tenant, album, epoch)
            join epoch_key e on e.tenant_id = k.tenant and e.album_id = k.album and e.epoch = k.epoch
            """;

    private KeyReader() {}

    static Keys read(Tx tx, List<Claim> claims) {
        var devices = claims.stream().map(Keys.DeviceKey::of).collect(Collectors.toUnmodifiableSet());
        var epochs = claims.stream().map(Keys.EpochKey::of).collect(Collectors.toUnmodifiableSet());
        var foundDevices = tx.list(
                DEVICES,
                KeyReader::device,
                tenants(devices, Keys.DeviceKey::tenant),
                users(devices, Keys.DeviceKey::user),
                devices.stream().map(Keys.DeviceKey::device).toArray(DeviceId[]::new));
        var foundEpochs = tx.list(
                EPOCHS,
                KeyReader::epoch,
                tenants(epochs, key -> key.album().tenant()),
                albums(epochs, key -> key.album().album()),
                numbers(epochs, Keys.EpochKey::epoch));
        return new Keys(byKey(foundDevices), byKey(foundEpochs));
    }

    private static <K, V> Map<K, V> byKey(List<Map.Entry<K, V>> entries) {
        return entries.stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map.Entry<Keys.DeviceKey, Situation.Device> device(Row row) {
        var key = new Keys.DeviceKey(
                new TenantId(Columns.text(row, "tenant_id")),
                Columns.id(row, "user_id", UserId::new),
                Columns.id(row, "device_id", DeviceId::new));
        return Map.entry(
                key,
                new Situation.Device(
                        publicKey(row),
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
