package dev.capsule.client.keys;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a member holds of an album.
 *
 * @param name what the user calls it, at most 256 bytes; servers never see it
 * @param epochs in ascending order
 * @param adminSeed of admins, 64 bytes
 */
public record AlbumKeys(AlbumId album, String name, List<EpochKeys> epochs, Optional<Secret> adminSeed) {
    private static final int MAX_NAME = 256;
    private static final int MAX_EPOCHS = 4096;

    public AlbumKeys {
        epochs = List.copyOf(epochs);
    }

    /** The keys of a new album, at epoch 1. */
    public static AlbumKeys fresh(AlbumId album, String name) {
        return new AlbumKeys(
                album, name, List.of(EpochKeys.fresh(1)), Optional.of(Secret.random(HybridSigner.SEED_LENGTH)));
    }

    static AlbumKeys of(Cbor cbor) {
        var map = CborMap.of(cbor);
        return new AlbumKeys(
                map.id(0, AlbumId::of),
                map.text(1, MAX_NAME),
                map.array(2, MAX_EPOCHS).stream().map(EpochKeys::of).toList(),
                SecretFields.optional(map, 3, HybridSigner.SEED_LENGTH));
    }

    Cbor toCbor() {
        return new CborMapBuilder()
                .put(0, album)
                .put(1, name)
                .put(2, Cbor.array(epochs.stream().map(EpochKeys::toCbor).toList()))
                .put(3, adminSeed.map(SecretFields::write).orElse(null))
                .build();
    }

    public Optional<EpochKeys> epoch(long amkVersion) {
        return epochs.stream().filter(e -> e.amkVersion() == amkVersion).findFirst();
    }

    public Set<Long> heldEpochs() {
        return epochs.stream().map(EpochKeys::amkVersion).collect(Collectors.toUnmodifiableSet());
    }

    /** Both sets of epochs; keys once held are never dropped. */
    AlbumKeys merge(AlbumKeys other) {
        var all = new ArrayList<>(epochs);
        other.epochs.stream().filter(e -> epoch(e.amkVersion()).isEmpty()).forEach(all::add);
        all.sort(Comparator.comparingLong(EpochKeys::amkVersion));
        return new AlbumKeys(album, name, all, adminSeed.or(other::adminSeed));
    }
}
