package dev.capsule.validation.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.validation.fixture.Rfc9162;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the definitions of RFC 9162 written down as they stand there. */
class MerkleTest {
    private static final int LARGEST = 70;

    private final List<Sha256> data = new ArrayList<>();

    MerkleTest() {
        for (int i = 0; i < 600; i++) {
            data.add(Sha256.hash(("leaf " + i).getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private Merkle.Subtrees tree() {
        return (level, position) -> {
            int width = 1 << level;
            int from = Math.toIntExact(position) * width;
            return Rfc9162.root(data.subList(from, from + width));
        };
    }

    @Test
    void shouldHaveTheRootOfTheModel_atEverySize() {
        var frontier = MerkleFrontier.EMPTY;
        for (int size = 0; size < data.size(); size++) {
            assertThat(frontier.root()).as("size " + size).isEqualTo(Rfc9162.root(data.subList(0, size)));
            assertThat(MerkleFrontier.decode(frontier.size(), frontier.encode()))
                    .isEqualTo(frontier);
            frontier = frontier.append(data.get(size)).frontier();
        }
        assertThat(Merkle.root(tree(), 0)).isEqualTo(Merkle.EMPTY);
        assertThat(Merkle.root(tree(), 599)).isEqualTo(Rfc9162.root(data.subList(0, 599)));
    }

    @Test
    void shouldCompleteATile_atEvery256thLeaf() {
        var tiles = new HashMap<Long, Sha256>();
        var frontier = MerkleFrontier.EMPTY;
        for (var leaf : data) {
            var grown = frontier.append(leaf);
            grown.completed().forEach(tile -> {
                assertThat(tile.level()).isEqualTo(8);
                tiles.put(tile.position(), tile.hash());
            });
            frontier = grown.frontier();
        }

        assertThat(tiles).hasSize(2);
        assertThat(tiles.get(0L)).isEqualTo(Rfc9162.root(data.subList(0, 256)));
        assertThat(tiles.get(1L)).isEqualTo(Rfc9162.root(data.subList(256, 512)));
    }

    @Test
    void shouldProveInclusion_ofEveryLeafAtEverySize() {
        for (int size = 1; size <= LARGEST; size++) {
            var root = Rfc9162.root(data.subList(0, size));
            for (int leaf = 0; leaf < size; leaf++) {
                var path = Merkle.inclusion(tree(), leaf, size);
                assertThat(Rfc9162.inclusion(leaf, size, Rfc9162.leaf(data.get(leaf)), path))
                        .isEqualTo(root);
                assertThat(Rfc9162.inclusion(leaf, size, Rfc9162.leaf(data.get(leaf + 1)), path))
                        .isNotEqualTo(root);
            }
        }
    }

    @Test
    void shouldProveConsistency_ofEveryPairOfSizes() {
        for (int size = 1; size <= LARGEST; size++) {
            for (int old = 1; old < size; old++) {
                var proof = Merkle.consistency(tree(), old, size);
                assertThat(Rfc9162.consistent(
                                old,
                                size,
                                Rfc9162.root(data.subList(0, old)),
                                Rfc9162.root(data.subList(0, size)),
                                proof))
                        .as(old + " in " + size)
                        .isTrue();
                assertThat(Rfc9162.consistent(
                                old,
                                size,
                                Rfc9162.root(data.subList(1, old + 1)),
                                Rfc9162.root(data.subList(0, size)),
                                proof))
                        .isFalse();
            }
        }
    }
}
