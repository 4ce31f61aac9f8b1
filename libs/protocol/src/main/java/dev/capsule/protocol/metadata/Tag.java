package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One add of a tag.
 *
 * @param text 1 to 128 bytes of UTF-8 in normal form C
 * @param model the model that made it, for tags a machine proposes; absent for tags of people
 */
public record Tag(AddId id, String text, Optional<Model> model) {
    public static final int MAX_BYTES = 128;

    /** A model and its version, each 1 to 64 bytes. */
    public record Model(String id, String version) {
        public Model {
            Items.require(Items.fits(id, 1, 64) && Items.fits(version, 1, 64), "a model word has 1 to 64 bytes");
        }
    }

    public Tag {
        Items.require(Items.fits(text, 1, MAX_BYTES), "a tag has 1 to " + MAX_BYTES + " bytes");
        Items.require(Normalizer.isNormalized(text, Normalizer.Form.NFC), "a tag is in normal form C");
    }

    /** @throws CborException unless the item is [device, counter, tag] or, by a model, [.., model_id, model_version] */
    static Tag of(Cbor cbor, boolean byModel) {
        int length = byModel ? 5 : 3;
        var items = Items.array(cbor, length, length);
        var id = new AddId(Items.device(items.get(0)), Items.uint(items.get(1), Long.MAX_VALUE));
        Optional<Model> model = byModel
                ? Optional.of(new Model(Items.text(items.get(3), 1, 64), Items.text(items.get(4), 1, 64)))
                : Optional.empty();
        try {
            return new Tag(id, Items.text(items.get(2), 1, MAX_BYTES), model);
        } catch (IllegalArgumentException e) {
            throw new CborException("a tag is in normal form C");
        }
    }

    Cbor toCbor() {
        List<Cbor> items = new ArrayList<>(List.of(Cbor.of(id.device()), Cbor.of(id.counter()), Cbor.of(text)));
        model.ifPresent(m -> {
            items.add(Cbor.of(m.id()));
            items.add(Cbor.of(m.version()));
        });
        return Cbor.array(items);
    }
}
