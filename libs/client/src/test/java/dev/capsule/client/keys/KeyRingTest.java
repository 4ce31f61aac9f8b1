package dev.capsule.client.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.Argon2id;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    /** Cheap on purpose; the cost is recorded and honoured whatever it is. */
    private static final Argon2id.Parameters CHEAP = new Argon2id.Parameters(64, 1, 1);

    private static final Secret PASSPHRASE = Secret.of("correct horse".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private KeyRing create() {
        return KeyRing.create(
                directory,
                WrapKey.create(PASSPHRASE, CHEAP),
                AccountKeys.fresh(new TenantId("home.localhost"), Optional.of("ada")),
                DeviceKeys.fresh());
    }

    @Test
    void shouldHoldTheSameKeys_whenOpenedAgain() {
        var ring = create();
        ring.session("token");
        var album = AlbumKeys.fresh(new AlbumId(UUID.randomUUID()), "Holidays");
        ring.updateAccount(account -> account.with(album));

        var opened = KeyRing.open(directory, PASSPHRASE);

        assertThat(opened.account()).isEqualTo(ring.account());
        assertThat(opened.device()).isEqualTo(ring.device());
        assertThat(opened.album(album.album())).isEqualTo(album);
    }

    @Test
    void shouldRefuse_whenThePassphraseIsWrong() {
        create();

        assertCode(
                "PASSPHRASE_WRONG",
                () -> KeyRing.open(directory, Secret.of("wrong horse".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shouldRefuse_whenAnyByteOfTheFileChanged() throws IOException {
        create();
        var file = directory.resolve(KeyRing.FILE);
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += 7) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);

            assertThatThrownBy(() -> KeyRing.open(directory, PASSPHRASE))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code())
                            .isIn("PASSPHRASE_WRONG", "KEYS_MALFORMED"));
        }
    }

    @Test
    void shouldNeverOverwrite_whenKeysAreThere() {
        var ring = create();

        assertCode("ACCOUNT_PRESENT", this::create);
        assertThat(KeyRing.open(directory, PASSPHRASE).account()).isEqualTo(ring.account());
    }

    @Test
    void shouldBeReadableByTheOwnerAlone_whenWritten() throws IOException {
        create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(KeyRing.FILE))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldRefuseBeforeDeriving_whenTheRecordedCostIsHostile() {
        byte[] hostile = new CborMapBuilder()
                .put(0, 64 * 1024 * 1024)
                .put(1, 3)
                .put(2, 1)
                .put(3, Bytes.of(new byte[32]))
                .put(4, Bytes.of(new byte[12]))
                .put(5, Bytes.of(new byte[64]))
                .encode();

        assertCode("KEYS_MALFORMED", () -> WrapKey.open(hostile, PASSPHRASE));
    }

    @Test
    void shouldGiveAnotherDeviceTheAccount_whenExported() {
        var ring = create();
        var album = AlbumKeys.fresh(new AlbumId(UUID.randomUUID()), "Holidays");
        ring.updateAccount(account -> account.with(album));

        var opened = WrapKey.open(ring.sealedAccount(), PASSPHRASE);
        var account = AccountKeys.decode(opened.content());

        assertThat(account).isEqualTo(ring.account());
        assertThat(opened.key().open(ring.sealedAccount())).isEqualTo(opened.content());
    }

    @Test
    void shouldOnlyAdd_whenTwoDevicesAreMerged() {
        var base = AccountKeys.fresh(new TenantId("home.localhost"), Optional.empty());
        var mine = AlbumKeys.fresh(new AlbumId(UUID.randomUUID()), "Mine");
        var theirs = AlbumKeys.fresh(new AlbumId(UUID.randomUUID()), "Theirs");

        var merged = base.with(mine).merge(base.with(theirs));

        assertThat(merged.album(mine.album())).contains(mine);
        assertThat(merged.album(theirs.album())).contains(theirs);
        assertCode(
                "KEYS_OF_ANOTHER_ACCOUNT",
                () -> base.merge(AccountKeys.fresh(new TenantId("home.localhost"), Optional.empty())));
    }

    @Test
    void shouldPrintNoSecret_whenPrinted() {
        var ring = create();
        ring.session("session-secret");

        assertThat(ring.toString() + ring.account() + ring.device() + WrapKey.create(PASSPHRASE, CHEAP))
                .doesNotContain("session-secret")
                .doesNotContain("seed");
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
