package dev.capsule.protocol.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** Test data as files: objects signed by an independent implementation, and known answers of the primitives. */
public final class Vectors {
    private static final JsonNode OBJECTS = read("vectors.json");
    private static final JsonNode PRIMITIVES = read("primitives.json");

    private Vectors() {}

    /** Signed objects; the note in the file says how their keys come from seeds. */
    public static JsonNode objects() {
        return OBJECTS;
    }

    public static JsonNode primitives() {
        return PRIMITIVES;
    }

    /** A member of a signed object, for example {@code hex("manifest_create", "signed")}. */
    public static byte[] hex(String object, String member) {
        return hex(OBJECTS, object, member);
    }

    public static byte[] hex(JsonNode node, String... path) {
        for (String name : path) {
            node = Objects.requireNonNull(node.get(name), name);
        }
        return HexFormat.of().parseHex(node.textValue());
    }

    /** {@code dsk}, {@code write_tier}, {@code ik} or {@code admin}, as the file states it. */
    public static HybridPublicKey publicKey(String name) {
        return new HybridPublicKey(
                Bytes.of(hex(OBJECTS, "pk", name, "ed25519")), Bytes.of(hex(OBJECTS, "pk", name, "mldsa65")));
    }

    /** The same keys, made from their seeds. */
    public static HybridSigner signer(String name) {
        return switch (name) {
            case "dsk" -> signer(1, 2);
            case "write_tier" -> signer(3, 4);
            case "ik" -> signer(5, 6);
            case "admin" -> signer(7, 8);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Seeds of 32 equal bytes each. */
    public static HybridSigner signer(int ed25519, int mlDsa65) {
        byte[] seed = new byte[HybridSigner.SEED_LENGTH];
        Arrays.fill(seed, 0, 32, (byte) ed25519);
        Arrays.fill(seed, 32, 64, (byte) mlDsa65);
        return new HybridSigner(Secret.of(seed));
    }

    private static JsonNode read(String file) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return JsonMapper.builder().build().readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
