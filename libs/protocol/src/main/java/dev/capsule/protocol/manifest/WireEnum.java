package dev.capsule.protocol.manifest;

import java.util.Arrays;
import java.util.Optional;

/** A closed list of kebab-case words on the wire. An unknown word is always refused, never ignored. */
public interface WireEnum {
    String wireName();

    static <E extends Enum<E> & WireEnum> Optional<E> find(Class<E> type, String wireName) {
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.wireName().equals(wireName))
                .findFirst();
    }
}
