package dev.capsule.protocol.cbor;

/**
 * Bounds of a decode (wire-formats 0.3), checked before anything of that size is allocated.
 *
 * @param bytes largest encoding, in bytes
 * @param depth deepest nesting of arrays and maps
 * @param items most items in one array or entries in one map
 */
public record CborLimits(int bytes, int depth, int items) {
    public static final int DEPTH = 16;
    public static final int ITEMS = 4096;
    /** Most items in all containers together: a byte of input can't cost more than some 40 bytes of memory then. */
    static final int TOTAL_ITEMS = 1 << 18;

    public static CborLimits ofBytes(int bytes) {
        return new CborLimits(bytes, DEPTH, ITEMS);
    }
}
