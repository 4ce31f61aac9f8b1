package dev.capsule.validation.upgrade;

import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;

/** What a tombstone commits to, and the id of the album that goes on (wire-formats 18). */
public final class FrozenState {
    private FrozenState() {}

    /**
     * SHA-256 over members, the sorted accepted manifests and the head of the log.
     *
     * @param members sorted by user id
     * @param accepted in the order of the feed
     */
    public static Sha256 hash(List<Member> members, List<Sha256> accepted) {
        var head = Sha256.ZERO;
        for (var manifest : accepted) {
            head = Sha256.hash(head.bytes(), manifest.bytes());
        }
        return Sha256.hash(new CborMapBuilder()
                .put(0, Cbor.array(members.stream().map(Member::toCbor).toList()))
                .put(1, Cbor.array(accepted.stream().sorted().map(Cbor::of).toList()))
                .put(2, head)
                .encode());
    }

    /** UUIDv5 in the namespace of the old album; the name is the canonical text of the intent id. */
    public static AlbumId fork(AlbumId old, IntentId intent) {
        return new AlbumId(version5(old, intent.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private static UUID version5(AlbumId namespace, byte[] name) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            digest.update(namespace.bytes());
            var hash = ByteBuffer.wrap(digest.digest(name));
            long high = (hash.getLong() & ~0xf000L) | 0x5000L;
            long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-1", e);
        }
    }
}
