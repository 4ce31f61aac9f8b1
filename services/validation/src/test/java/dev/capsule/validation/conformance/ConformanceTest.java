package dev.capsule.validation.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.fixture.Expect;
import dev.capsule.validation.fixture.FakeIngest;
import dev.capsule.validation.fixture.ServiceTest;
import dev.capsule.validation.fixture.Tables;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every vector against the service: the code, the status, and no state. */
@QuarkusTest
class ConformanceTest extends ServiceTest {
    private static @Nullable World plain;

    /** What a signed object, a metadata blob or a cursor can be refused with. The vectors must hit each of them. */
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
            ReasonCode.METADATA_BLOB_MALFORMED,
            ReasonCode.UPGRADE_IN_PROGRESS,
            ReasonCode.HOME_SERVER_ONLY,
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
            ReasonCode.ALBUM_FROZEN,
            ReasonCode.ALBUM_PIN_MISMATCH,
            ReasonCode.ASSET_EXISTS,
            ReasonCode.RETENTION_EXPIRED,
            ReasonCode.OPERATION_CONFLICT,
            ReasonCode.DIRECTORY_VERSION_STALE,
            ReasonCode.DIRECTORY_SIGNATURE_INVALID,
            ReasonCode.DIRECTORY_MUTATION,
            ReasonCode.EPOCH_FORK,
            ReasonCode.CURSOR_INVALID);

    @BeforeEach
    void drain() {
        FakeIngest.inFlight(0);
    }

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
        var object = Objects.requireNonNull(file.getParent()).toString();
        var sending = new Sending(world(vector), vector.when());
        if (object.equals("metadata-blob")) {
            var before = Tables.snapshot();
            assertThat(sending.sendBlob().code()).isEqualTo(vector.code());
            assertThat(Tables.snapshot()).isEqualTo(before);
            return;
        }
        if (vector.isAccepted()) {
            assertThat(sending.send(object).statusCode()).isBetween(200, 201);
        } else {
            Expect.refused(vector.code(), () -> sending.send(object));
        }
    }

    /** A refusal changes nothing, so all that ask for the plain state share one. */
    private static World world(Vector vector) {
        var given = Optional.ofNullable(vector.given()).orElse(List.of());
        if (!given.isEmpty() || vector.isAccepted()) {
            return new World(given, vector.when());
        }
        if (plain == null) {
            plain = new World(List.of(), vector.when());
        }
        return plain;
    }
}
