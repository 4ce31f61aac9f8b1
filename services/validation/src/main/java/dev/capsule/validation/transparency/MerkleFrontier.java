package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a Merkle tree: the hashes of its perfect subtrees, largest first, one for each one-bit of its size.
 * All that appending and the root need.
 *
 * @param size number of leaves
 */
public record MerkleFrontier(long size, List<Sha256> subtrees) {
    /** Levels between stored tiles: 2^8 subtrees of one level make one of the next. */
    public static final int TILE = 8;

    public static final MerkleFrontier EMPTY = new MerkleFrontier(0, List.of());

    public MerkleFrontier {
        subtrees = List.copyOf(subtrees);
        if (subtrees.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException("a frontier has one hash for each one-bit of its size");
        }
    }

    /** A complete subtree of 2^(8·k) leaves, k above 0. */
    public record Tile(int level, long position, Sha256 hash) {}

    /** @param completed the tiles the new leaf was the last one of */
    public record Grown(MerkleFrontier frontier, List<Tile> completed) {}

    public Grown append(Sha256 manifestHash) {
        var hashes = new ArrayList<>(subtrees);
        var completed = new ArrayList<Tile>();
        var hash = Merkle.leaf(manifestHash);
        int level = 0;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            hash = Merkle.node(hashes.removeLast(), hash);
            level++;
            if (level % TILE == 0) {
                completed.add(new Tile(level, size >>> level, hash));
            }
        }
        hashes.add(hash);
        return new Grown(new MerkleFrontier(size + 1, hashes), completed);
    }

    public Sha256 root() {
        if (subtrees.isEmpty()) {
            return Merkle.EMPTY;
        }
        var root = subtrees.getLast();
        for (var left : subtrees.reversed().subList(1, subtrees.size())) {
            root = Merkle.node(left, root);
        }
        return root;
    }

    /** The hashes one after the other. */
    public byte[] encode() {
        var buffer = ByteBuffer.allocate(subtrees.size() * Sha256.LENGTH);
        subtrees.forEach(hash -> buffer.put(hash.bytes()));
        return buffer.array();
    }

    /** @throws IllegalArgumentException unless the bytes are the frontier of a tree of that size */
    public static MerkleFrontier decode(long size, byte[] encoded) {
        var hashes = new ArrayList<Sha256>();
        var buffer = ByteBuffer.wrap(encoded);
        while (buffer.hasRemaining()) {
            byte[] hash = new byte[Math.min(Sha256.LENGTH, buffer.remaining())];
            buffer.get(hash);
            hashes.add(Sha256.of(hash));
        }
        return new MerkleFrontier(size, hashes);
    }
}
