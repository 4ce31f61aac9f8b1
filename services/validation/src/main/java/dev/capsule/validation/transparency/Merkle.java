package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Hashing and proofs of RFC 9162 section 2.1, over any source of subtree hashes. */
public final class Merkle {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    /** Root of the tree without leaves. */
    public static final Sha256 EMPTY = Sha256.hash();

    private Merkle() {}

    /** @param manifestHash the 32 bytes that are the leaf's data */
    public static Sha256 leaf(Sha256 manifestHash) {
        return Sha256.hash(LEAF, manifestHash.bytes());
    }

    public static Sha256 node(Sha256 left, Sha256 right) {
        return Sha256.hash(NODE, left.bytes(), right.bytes());
    }

    /** Hashes of perfect subtrees: 2^level leaves beginning at {@code position} · 2^level, all of them in the tree. */
    @FunctionalInterface
    public interface Subtrees {
        Sha256 hash(int level, long position);
    }

    /** The hash of leaves {@code from} (inclusive) to {@code to} (exclusive); not empty. */
    static Sha256 range(Subtrees tree, long from, long to) {
        long size = to - from;
        if (Long.bitCount(size) == 1 && from % size == 0) {
            int level = Long.numberOfTrailingZeros(size);
            return tree.hash(level, from >>> level);
        }
        long middle = from + split(size);
        return node(range(tree, from, middle), range(tree, middle, to));
    }

    public static Sha256 root(Subtrees tree, long size) {
        return size == 0 ? EMPTY : range(tree, 0, size);
    }

    /** PATH(leaf, D[size]) of RFC 9162 section 2.1.3, bottom up. */
    public static List<Sha256> inclusion(Subtrees tree, long leaf, long size) {
        var path = new ArrayList<Sha256>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + split(to - from);
            if (leaf < middle) {
                path.add(range(tree, middle, to));
                to = middle;
            } else {
                path.add(range(tree, from, middle));
                from = middle;
            }
        }
        Collections.reverse(path);
        return path;
    }

    /** PROOF(old, D[size]) of RFC 9162 section 2.1.4; empty when both sizes are equal or the old tree is empty. */
    public static List<Sha256> consistency(Subtrees tree, long old, long size) {
        var proof = new ArrayList<Sha256>();
        if (old == 0 || old == size) {
            return proof;
        }
        long from = 0;
        long to = size;
        boolean whole = true;
        while (old != to) {
            long middle = from + split(to - from);
            if (old <= middle) {
                proof.add(range(tree, middle, to));
                to = middle;
            } else {
                proof.add(range(tree, from, middle));
                from = middle;
                whole = false;
            }
        }
        if (!whole) {
            proof.add(range(tree, from, to));
        }
        Collections.reverse(proof);
        return proof;
    }

    /** The largest power of two below {@code size}. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
