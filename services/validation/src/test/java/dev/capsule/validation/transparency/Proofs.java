package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.Sha256;
import java.util.ArrayList;
import java.util.List;

/** The verification algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2, step by step. */
final class Proofs {
    private Proofs() {}

    /** The root an inclusion proof leads to. */
    static Sha256 inclusion(long leafIndex, long treeSize, Sha256 leafHash, List<Sha256> path) {
        long fn = leafIndex;
        long sn = treeSize - 1;
        var r = leafHash;
        for (var p : path) {
            if (sn == 0) {
                throw new IllegalArgumentException("the path is too long");
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = Merkle.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = Merkle.node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        if (sn != 0) {
            throw new IllegalArgumentException("the path is too short");
        }
        return r;
    }

    static boolean consistent(long first, long second, Sha256 firstRoot, Sha256 secondRoot, List<Sha256> proof) {
        var path = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            path.addFirst(firstRoot);
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        var fr = path.getFirst();
        var sr = path.getFirst();
        for (var c : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = Merkle.node(c, fr);
                sr = Merkle.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = Merkle.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
    }
}
