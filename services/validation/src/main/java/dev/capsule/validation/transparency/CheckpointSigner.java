package dev.capsule.validation.transparency;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.validation.secret.ServerSecrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signs states of logs: origin {@code <host>/albums/<id>}, which is also the name of the key; one Ed25519 key for each
 * tenant. A state is signed once and remembered for a while.
 */
@ApplicationScoped
class CheckpointSigner {
    private static final byte ED25519 = 1;
    private static final int MOST_TENANTS = 10_000;
    private static final int MOST_NOTES = 20_000;

    private final LoadingCache<TenantId, Ed25519Signer> keys;
    private final LoadingCache<State, Checkpoint> notes;

    CheckpointSigner(ServerSecrets secrets) {
        // the oldest key: a rotation needs the old one as long as clients hold it
        keys = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .build(tenant -> new Ed25519Signer(
                        secrets.accepted(tenant, "log-checkpoint").getLast()));
        notes = Caffeine.newBuilder().maximumSize(MOST_NOTES).build(this::make);
    }

    private record State(TenantId tenant, AlbumId album, long size, Sha256 root) {}

    Checkpoint sign(TenantId tenant, AlbumId album, MerkleFrontier log) {
        return notes.get(new State(tenant, album, log.size(), log.root()));
    }

    private Checkpoint make(State state) {
        var key = keys.get(state.tenant());
        String name = state.tenant().host() + "/albums/" + state.album();
        byte[] publicKey = publicKey(key);
        byte[] keyId = keyId(name, publicKey);
        String body = name + "\n" + state.size() + "\n" + base64(state.root().bytes()) + "\n";
        byte[] signature = key.sign(body.getBytes(StandardCharsets.UTF_8)).toArray();
        String note = body + "\n\u2014 " + name + " " + base64(join(keyId, signature)) + "\n";
        String verifier = name + "+" + HexFormat.of().formatHex(keyId) + "+" + base64(publicKey);
        return new Checkpoint(state.album(), note, verifier);
    }

    private static byte[] publicKey(Ed25519Signer key) {
        return join(new byte[] {ED25519}, key.publicKey().toArray());
    }

    /** The first four bytes of SHA-256 over name, line feed, algorithm and key. */
    private static byte[] keyId(String name, byte[] publicKey) {
        return Arrays.copyOf(
                Sha256.hash((name + "\n").getBytes(StandardCharsets.UTF_8), publicKey)
                        .bytes(),
                4);
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
