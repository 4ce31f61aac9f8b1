package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An observed-remove set of tags (wire-formats 7): {0: adds, 1: removes}, both sorted by add id without repeats, every
 * remove naming an add that is here. At most 4096 adds.
 */
public record TagSet(List<Tag> adds, List<AddId> removes) {
    public static final int MAX_ADDS = 4096;
    public static final TagSet EMPTY = new TagSet(List.of(), List.of());

    public TagSet {
        adds = List.copyOf(adds);
        removes = List.copyOf(removes);
        Items.require(adds.size() <= MAX_ADDS, "too many adds");
        Items.require(isSorted(adds.stream().map(Tag::id).toList()), "adds unsorted or duplicate");
        Items.require(isSorted(removes), "removes unsorted or duplicate");
        Set<AddId> known = new HashSet<>();
        adds.forEach(add -> known.add(add.id()));
        Items.require(known.containsAll(removes), "a remove names an add that is not here");
    }

    /** @throws CborException unless the item is such a set, with model fields exactly if {@code byModel} */
    static TagSet of(Cbor cbor, boolean byModel) {
        var map = CborMap.of(cbor);
        if (map.item().entries().size() != 2) {
            throw new CborException("a tag set has adds and removes, nothing else");
        }
        var adds = map.array(0, MAX_ADDS).stream()
                .map(item -> Tag.of(item, byModel))
                .toList();
        var removes = map.array(1, MAX_ADDS).stream().map(AddId::of).toList();
        try {
            return new TagSet(adds, removes);
        } catch (IllegalArgumentException e) {
            throw new CborException(String.valueOf(e.getMessage()));
        }
    }

    Cbor toCbor() {
        return new CborMapBuilder()
                .put(0, Cbor.array(adds.stream().map(Tag::toCbor).toList()))
                .put(1, Cbor.array(removes.stream().map(AddId::toCbor).toList()))
                .build();
    }

    /** The tags in force: adds that no remove names. */
    public List<Tag> visible() {
        var removed = new HashSet<>(removes);
        return adds.stream().filter(add -> !removed.contains(add.id())).toList();
    }

    private static boolean isSorted(List<AddId> ids) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i - 1).compareTo(ids.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
