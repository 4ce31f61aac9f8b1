package dev.capsule.validation.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Edit;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every vector of a manifest against the service: the code, the status, and no state. */
@QuarkusTest
class ConformanceTest extends ServiceTest {

    /** What a manifest over HTTP can be refused with. The vectors must hit each of them. */
    private static final Set<ReasonCode> OWED = EnumSet.of(
            ReasonCode.PROTOCOL_HEADER_MISMATCH,
            ReasonCode.UNKNOWN_CRYPTO_SUITE,
            ReasonCode.SIDECAR_SCHEMA_UNKNOWN,
            ReasonCode.MANIFEST_MALFORMED,
            ReasonCode.HASH_LENGTH,
            ReasonCode.TIMESTAMP_MALFORMED,
            ReasonCode.TIMESTAMP_DRIFT,
            ReasonCode.ACTION_UNKNOWN,
            ReasonCode.PRIOR_HASH_REQUIRED,
            ReasonCode.AMK_VERSION_REGRESSED,
            ReasonCode.AMK_VERSION_UNATTESTED,
            ReasonCode.METADATA_BLOB_MISMATCH,
            ReasonCode.KEY_MODE_UNKNOWN,
            ReasonCode.WRAPPED_KEY_INVALID,
            ReasonCode.ALBUM_NOT_WRITABLE,
            ReasonCode.CREATOR_MISMATCH,
            ReasonCode.DEVICE_UNKNOWN,
            ReasonCode.DEVICE_ADDED_AFTER,
            ReasonCode.DEVICE_REVOKED,
            ReasonCode.DEVICE_SIG_INVALID,
            ReasonCode.WRITE_SIG_INVALID,
            ReasonCode.ACCOUNT_SUSPENDED,
            ReasonCode.STALE_REVIVAL,
            ReasonCode.ACTION_NOT_ALLOWED,
            ReasonCode.CIPHERTEXT_HASH_MISMATCH,
            ReasonCode.ALBUM_UPGRADE_PENDING,
            ReasonCode.ALBUM_FROZEN);

    static List<Path> vectors() throws IOException {
        return Vector.files().stream().map(Vector.ROOT::relativize).toList();
    }

    @Test
    void shouldHitEveryCode() throws IOException {
        var missing = EnumSet.copyOf(OWED);
        for (var file : Vector.files()) {
            var vector = Vector.read(file);
            if (!vector.isAccepted()) {
                missing.remove(vector.code());
            }
        }
        assertThat(missing).as("codes no vector hits").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldGetTheCode(Path file) {
        var vector = Vector.read(Vector.ROOT.resolve(file));
        var when = vector.when();
        var world = new World(Optional.ofNullable(vector.given()).orElse(List.of()), when);
        var sender = world.person(Optional.ofNullable(when.as()).orElse("owner"));
        byte[] body = manifest(world, vector);
        if (vector.isAccepted()) {
            Api.post(sender, "/manifests", body).then().statusCode(201);
        } else {
            Expect.refused(vector.code(), () -> Api.post(sender, "/manifests", body));
        }
    }

    private static byte[] manifest(World world, Vector vector) {
        var when = vector.when();
        var author = world.person(Optional.ofNullable(when.as()).orElse("owner"));
        var edit = Edit.of(
                world.sound(when.send(), author, Optional.ofNullable(when.at()).orElse(0.0)));
        Optional.ofNullable(when.set()).orElse(Map.of()).forEach((key, value) -> edit.set(key, cbor(value)));
        Optional.ofNullable(when.remove()).orElse(List.of()).forEach(edit::remove);
        boolean changed = when.set() != null || when.remove() != null;
        if (changed && !Boolean.FALSE.equals(when.resign())) {
            return edit.signed(
                    author.deviceKey(),
                    world.album().writeTier(world.album().last().epoch()));
        }
        for (var half : Optional.ofNullable(when.broken()).orElse(List.of())) {
            var parts = half.split("/", 2);
            edit.breakSignature(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
        }
        return edit.unsigned();
    }

    private static Cbor cbor(Object value) {
        return switch (value) {
            case Integer number -> Cbor.of(number);
            case Long number -> Cbor.of(number);
            case Boolean flag -> Cbor.of(flag);
            case String text
            when text.startsWith("hex:") -> Cbor.of(HexFormat.of().parseHex(text.substring(4)));
            case String text when text.startsWith("zeros:") -> Cbor.of(new byte[Integer.parseInt(text.substring(6))]);
            case String text
            when text.startsWith("repeat:") -> Cbor.of("x".repeat(Integer.parseInt(text.substring(7))));
            case String text -> Cbor.of(text);
            default -> throw new IllegalArgumentException("no such value: " + Arrays.toString(new Object[] {value}));
        };
    }
}
