package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.manifest.WireEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The stack an asset belongs to, for example the frames of a burst.
 *
 * @param id UUIDv7
 * @param memberIndex position within the stack, 0 to 2^32 − 1
 */
public record Stack(UUID id, Type type, Role role, OptionalLong memberIndex) {
    private static final long UINT32 = 0xffff_ffffL;

    /** The closed list of kinds of stacks. */
    public enum Type implements WireEnum {
        RAW_JPEG("raw-jpeg"),
        BURST("burst"),
        LIVE_PHOTO("live-photo"),
        PORTRAIT("portrait"),
        SMART_SELECTION("smart-selection"),
        HDR_BRACKET("hdr-bracket"),
        FOCUS_STACK("focus-stack"),
        PIXEL_SHIFT("pixel-shift"),
        PANORAMA("panorama"),
        PROXY("proxy"),
        CHAPTERED("chaptered"),
        DUAL_AUDIO("dual-audio"),
        CUSTOM("custom");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }
    }

    /** What the asset is within its stack. */
    public enum Role implements WireEnum {
        PRIMARY("primary"),
        MEMBER("member"),
        PROXY("proxy");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }
    }

    public Stack {
        Items.require(id.version() == 7 && id.variant() == 2, "a stack id is a UUIDv7");
        memberIndex.ifPresent(index -> Items.require(index >= 0 && index <= UINT32, "a member index is 32 bits"));
    }

    static Stack of(Cbor cbor) {
        var items = Items.array(cbor, 3, 4);
        return new Stack(
                Items.uuidV7(items.get(0)),
                Items.word(Type.class, items.get(1)),
                Items.word(Role.class, items.get(2)),
                items.size() == 4 ? OptionalLong.of(Items.uint(items.get(3), UINT32)) : OptionalLong.empty());
    }

    Cbor toCbor() {
        var stackId = java.nio.ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        List<Cbor> items =
                new ArrayList<>(List.of(Cbor.of(stackId), Cbor.of(type.wireName()), Cbor.of(role.wireName())));
        memberIndex.ifPresent(index -> items.add(Cbor.of(index)));
        return Cbor.array(items);
    }
}
