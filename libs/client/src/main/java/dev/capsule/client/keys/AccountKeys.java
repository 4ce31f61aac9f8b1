package dev.capsule.client.keys;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all devices of an account share: its identity key and the keys of its albums. Sealed under the passphrase it is
 * the file {@code account export} writes and what escrow holds.
 *
 * @param identitySeed of the identity key, 64 bytes
 * @param masterKey 32 bytes; derives ids and escrow keys
 */
public record AccountKeys(
        UserId user,
        Optional<String> handle,
        TenantId tenant,
        Secret identitySeed,
        Secret masterKey,
        List<AlbumKeys> albums) {
    private static final String TYPE = "account-keys/v1";
    private static final int MASTER_KEY_LENGTH = 32;
    private static final int MAX_ALBUMS = 4096;

    public AccountKeys {
        albums = List.copyOf(albums);
    }

    public static AccountKeys fresh(TenantId tenant, Optional<String> handle) {
        return new AccountKeys(
                UserId.generate(),
                handle,
                tenant,
                Secret.random(HybridSigner.SEED_LENGTH),
                Secret.random(MASTER_KEY_LENGTH),
                List.of());
    }

    public HybridSigner identityKey() {
        return new HybridSigner(identitySeed);
    }

    public Optional<AlbumKeys> album(AlbumId id) {
        return albums.stream().filter(a -> a.album().equals(id)).findFirst();
    }

    public AccountKeys with(AlbumKeys album) {
        var all = new ArrayList<>(
                albums.stream().filter(a -> !a.album().equals(album.album())).toList());
        all.add(album(album.album()).map(album::merge).orElse(album));
        return new AccountKeys(user, handle, tenant, identitySeed, masterKey, all);
    }

    public AccountKeys without(AlbumId album) {
        return new AccountKeys(
                user,
                handle,
                tenant,
                identitySeed,
                masterKey,
                albums.stream().filter(a -> !a.album().equals(album)).toList());
    }

    /** These keys and those of the same account another device stored. */
    public AccountKeys merge(AccountKeys other) {
        if (!other.user.equals(user) || !other.identitySeed.equals(identitySeed)) {
            throw new ClientException("KEYS_OF_ANOTHER_ACCOUNT", "These keys belong to another account.");
        }
        var merged = this;
        for (var album : other.albums) {
            merged = merged.with(
                    merged.album(album.album()).map(mine -> mine.merge(album)).orElse(album));
        }
        return merged;
    }

    Cbor.MapItem toCbor() {
        return new CborMapBuilder()
                .put(0, TYPE)
                .put(1, user)
                .put(2, handle.orElse(null))
                .put(3, tenant.host())
                .put(4, SecretFields.write(identitySeed))
                .put(5, SecretFields.write(masterKey))
                .put(6, Cbor.array(albums.stream().map(AlbumKeys::toCbor).toList()))
                .build();
    }

    static AccountKeys of(CborMap map) {
        if (!map.text(0, 32).equals(TYPE)) {
            throw new CborException("not " + TYPE);
        }
        return new AccountKeys(
                map.id(1, UserId::of),
                map.optional(2, (m, key) -> m.text(key, 256)),
                new TenantId(map.text(3, 253)),
                SecretFields.read(map, 4, HybridSigner.SEED_LENGTH),
                SecretFields.read(map, 5, MASTER_KEY_LENGTH),
                map.array(6, MAX_ALBUMS).stream().map(AlbumKeys::of).toList());
    }

    public byte[] seal(WrapKey key) {
        return key.seal(Secret.of(dev.capsule.protocol.cbor.CborEncoder.encode(toCbor())));
    }

    /** @throws ClientException KEYS_MALFORMED unless these are sealed account keys */
    public static AccountKeys decode(Secret opened) {
        try {
            return of(CborMap.decode(opened.reveal(), CborLimits.ofBytes(WrapKey.MAX_BYTES)));
        } catch (CborException | IllegalArgumentException e) {
            throw new ClientException("KEYS_MALFORMED", "The file does not hold the keys of an account.", e);
        }
    }

    @Override
    public String toString() {
        return "AccountKeys[" + user + "]";
    }
}
