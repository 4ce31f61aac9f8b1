package dev.capsule.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.Hmac;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncCursorTest {
    private static final Secret KEY = Secret.of(Vectors.hex("cursor", "key"));
    private static final Secret NEWER = Secret.of(new byte[32]);
    private static final UserId USER = UserId.parse("22222222-2222-4222-8222-222222222222");
    private static final AlbumId ALBUM = AlbumId.parse("33333333-3333-4333-8333-333333333333");
    private static final String TOKEN =
            Vectors.objects().get("cursor").get("token").textValue();

    @Test
    void shouldMatchTheVector_whenEncodedAndDecoded() {
        var cursor = new SyncCursor(USER, Map.of(ALBUM, 7L), 0x6a18a500L);

        assertThat(cursor.encode(KEY)).isEqualTo(TOKEN);
        assertThat(SyncCursor.decode(TOKEN, USER, List.of(KEY))).isEqualTo(cursor);
        assertThat(SyncCursor.decode(TOKEN, USER, List.of(NEWER, KEY))).isEqualTo(cursor);
    }

    @Test
    void shouldRefuse_whenOfAnotherCallerOrKey() {
        assertInvalid(TOKEN, UserId.generate(), List.of(KEY));
        assertInvalid(TOKEN, USER, List.of(NEWER));
        assertInvalid(TOKEN, USER, List.of());
    }

    @Test
    void shouldRefuseEveryMutation_whenACharacterChanges() {
        for (int i = 0; i < TOKEN.length(); i++) {
            for (char c : new char[] {'A', '_', '=', ' ', '\u00e9', '\0'}) {
                var changed = new StringBuilder(TOKEN);
                changed.setCharAt(i, c);
                if (!changed.toString().equals(TOKEN)) {
                    assertInvalid(changed.toString(), USER, List.of(KEY));
                }
            }
            assertInvalid(TOKEN.substring(0, i), USER, List.of(KEY));
        }
        assertInvalid(TOKEN + "A", USER, List.of(KEY));
        assertInvalid(TOKEN + "=", USER, List.of(KEY));
        assertInvalid("A".repeat(SyncCursor.MAX_CHARS + 1), USER, List.of(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "kind", "position", "negative", "twice", "time", "extra bytes"})
    void shouldRefuse_whenAnAuthenticPayloadIsWrong(String defect) {
        var position = Cbor.array(Cbor.of(ALBUM), Cbor.of(defect.equals("negative") ? -1 : 1));
        var positions =
                switch (defect) {
                    case "twice" -> Cbor.array(position, position);
                    case "position" -> Cbor.array(Cbor.array(Cbor.of(ALBUM)));
                    default -> Cbor.array(position);
                };
        byte[] payload = new CborMapBuilder()
                .put(0, defect.equals("version") ? 2 : 1)
                .put(1, defect.equals("kind") ? "peer" : "user")
                .put(2, USER)
                .put(4, positions)
                .put(5, defect.equals("time") ? -1 : 1)
                .encode();
        byte[] signed = defect.equals("extra bytes") ? Arrays.copyOf(payload, payload.length + 1) : payload;

        assertInvalid(authenticated(signed), USER, List.of(KEY));
    }

    @Test
    void shouldHold4096Albums_whenTheCallerIsInMany() {
        var positions = new HashMap<AlbumId, Long>();
        for (int i = 0; i < 4096; i++) {
            positions.put(AlbumId.generate(), Long.MAX_VALUE);
        }
        var cursor = new SyncCursor(USER, positions, Long.MAX_VALUE);

        assertThat(cursor.encode(KEY)).hasSizeLessThan(SyncCursor.MAX_CHARS);
        assertThat(SyncCursor.decode(cursor.encode(KEY), USER, List.of(KEY))).isEqualTo(cursor);
    }

    private static String authenticated(byte[] payload) {
        byte[] mac = Hmac.sha256(KEY, "capsule/sync-cursor/v1\0".getBytes(StandardCharsets.US_ASCII), payload);
        byte[] token = Arrays.copyOf(payload, payload.length + mac.length);
        System.arraycopy(mac, 0, token, payload.length, mac.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static void assertInvalid(String token, UserId user, List<Secret> keys) {
        assertThatThrownBy(() -> SyncCursor.decode(token, user, keys))
                .as(token)
                .isInstanceOfSatisfying(
                        RefusalException.class, e -> assertThat(e.code()).isEqualTo(ReasonCode.CURSOR_INVALID));
    }
}
