package dev.capsule.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    @Test
    void shouldComeBack_whenPrintedAndParsed() {
        var asset = AssetId.generate();
        var user = UserId.generate();

        assertThat(AssetId.parse(asset.toString())).isEqualTo(asset);
        assertThat(AssetId.of(asset.bytes())).isEqualTo(asset);
        assertThat(UserId.parse(user.toString())).isEqualTo(user);
        assertThat(UserId.of(user.bytes())).isEqualTo(user);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0190aabb-ccdd-7eee-8fff-00112233445",
                "0190AABB-ccdd-7eee-8fff-001122334455",
                "0190aabbccdd7eee8fff001122334455",
                "0190aabb-ccdd-4eee-8fff-001122334455",
                "0190aabb-ccdd-7eee-cfff-001122334455",
                "{190aabb-ccdd-7eee-8fff-001122334455",
                "0190aabb-ccdd-7eee-8fff-00112233445g",
                "+190aabb-ccdd-7eee-8fff-001122334455",
                "0-0-0-0-00000000000000000000000000000"
            })
    void shouldRefuse_whenTextIsNotOneCanonicalUuidV7(String text) {
        assertThatThrownBy(() -> AssetId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseBytes_whenLengthOrVersionIsWrong() {
        assertThatThrownBy(() -> AssetId.of(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AssetId.of(new byte[17])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AssetId.of(UserId.generate().bytes())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UserId.of(AssetId.generate().bytes())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeviceId(new UUID(0, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSortByTime_whenVersion7() {
        var ids = new ArrayList<String>();
        for (long millis : new long[] {0, 1, 1_000, 1_780_000_000_000L, (1L << 48) - 1}) {
            var id = UuidV7.at(millis);
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
            ids.add(id.toString());
        }
        assertThat(ids).isSorted();
        assertThatThrownBy(() -> UuidV7.at(1L << 48)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UuidV7.at(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-06-01T10:00:00.000Z",
                "0000-01-01T00:00:00.000Z",
                "9999-12-31T23:59:59.999Z",
                "2024-02-29T12:34:56.789Z"
            })
    void shouldComeBack_whenTimestampIsOfTheForm(String text) {
        assertThat(Timestamp.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-06-01T10:00:00Z",
                "2026-06-01T10:00:00.00Z",
                "2026-06-01T10:00:00.0000Z",
                "2026-06-01T10:00:00.000+00:00",
                "2026-06-01 10:00:00.000Z",
                "2026-06-01t10:00:00.000z",
                "2026-06-01T24:00:00.000Z",
                "2026-06-30T23:59:60.000Z",
                "2026-02-29T00:00:00.000Z",
                "2026-13-01T00:00:00.000Z",
                "2026-00-01T00:00:00.000Z",
                "-026-06-01T10:00:00.000Z",
                "２026-06-01T10:00:00.000Z",
                "2026-06-01T10:00:00.000Z\n"
            })
    void shouldRefuse_whenTimestampIsOfAnotherForm(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldCutToMilliseconds_whenTimestampIsFiner() {
        assertThat(new Timestamp(Instant.parse("2026-06-01T10:00:00.123999999Z")))
                .hasToString("2026-06-01T10:00:00.123Z");
        assertThatThrownBy(() -> new Timestamp(Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timestamp(Instant.MIN)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Home.example",
                "home.example:8080",
                "-a.example",
                "a-.example",
                "a..b",
                ".a",
                "a.",
                "a_b",
                "ü.example",
                "a b",
                "a/b",
                "..",
                "a%2e"
            })
    void shouldRefuse_whenTenantIsNoHost(String host) {
        assertThatThrownBy(() -> new TenantId(host)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeHostsToTheirBounds_whenTenant() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "b".repeat(61);

        assertThat(new TenantId(longest).host()).hasSize(253);
        assertThatThrownBy(() -> new TenantId(longest + "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TenantId("a".repeat(64))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new TenantId("home.localhost").host()).isEqualTo("home.localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-5-31", "2026-02-30", "26-05-31", "2026/05/31", "+2026-05-3", "2026-05-3１"})
    void shouldRefuse_whenProtocolVersionIsNoDate(String date) {
        assertThatThrownBy(() -> new ProtocolVersion(date)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldOrderAndJudge_whenProtocolVersion() {
        assertThat(ProtocolVersion.CURRENT.isWritable()).isTrue();
        assertThat(new ProtocolVersion("2026-06-01").isWritable()).isFalse();
        assertThat(new ProtocolVersion("2026-06-01")).isGreaterThan(ProtocolVersion.CURRENT);
    }

    @Test
    void shouldRefuseHashes_whenNot32BytesOfLowerCaseHex() {
        assertThat(Sha256.parse("ab".repeat(32)).hex()).isEqualTo("ab".repeat(32));
        for (String text : new String[] {"", "ab".repeat(31), "AB".repeat(32), "ab".repeat(33), "zz".repeat(32)}) {
            assertThatThrownBy(() -> Sha256.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Sha256.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldCopyInAndOut_whenBytes() {
        byte[] raw = {1, 2, 3};
        var bytes = Bytes.of(raw);
        raw[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes).isEqualTo(Bytes.ofHex("010203")).hasSameHashCodeAs(Bytes.ofHex("010203"));
        assertThat(bytes.slice(1, 3)).containsExactly(2, 3);
        assertThat(Bytes.ofHex("ff").at(0)).isEqualTo(255);
        assertThatThrownBy(() -> bytes.slice(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        var hash = Sha256.hash(raw);
        hash.bytes()[0] ^= 1;
        assertThat(hash).isEqualTo(Sha256.hash(raw));
    }
}
