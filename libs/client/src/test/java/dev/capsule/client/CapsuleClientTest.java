package dev.capsule.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.fixture.FakeServer;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.http.RetryPolicy;
import dev.capsule.client.http.ServerUnreachableException;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.sync.RefusedEntry;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.client.sync.SyncReport;
import dev.capsule.protocol.crypto.Argon2id;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two devices of one account against a server that fails and lies on demand. */
class CapsuleClientTest {
    private static final Argon2id.Parameters CHEAP = new Argon2id.Parameters(64, 1, 1);
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofMillis(400), Duration.ofMillis(10), Duration.ofMillis(50));
    private static final Secret PASSPHRASE = Secret.of("correct horse".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;

    private FakeServer server;
    private CapsuleClient first;
    private AlbumId album;
    private Path photos;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        first = CapsuleClient.createAccount(config("one"), PASSPHRASE, Optional.empty());
        album = first.createAlbum("Holidays").id();
        photos = Files.createDirectory(directory.resolve("photos"));
    }

    @AfterEach
    void stop() {
        first.close();
        server.close();
    }

    private ClientConfig config(String name) {
        return ClientConfig.of(directory.resolve(name), new Endpoint(server.uri(), new TenantId("home.localhost")))
                .keyTier(CHEAP)
                .retry(IMPATIENT);
    }

    private Path photo(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(name.hashCode()).nextBytes(content);
        content[0] = (byte) 0xff;
        content[1] = (byte) 0xd8;
        content[2] = (byte) 0xff;
        var file = photos.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private ImportReport importAll() {
        return first.importFolder(album, photos, ImportOptions.DEFAULT, ImportListener.NONE);
    }

    private CapsuleClient second() {
        var keys = directory.resolve("account.keys");
        first.exportKeys(keys);
        return CapsuleClient.login(config("two"), PASSPHRASE, keys);
    }

    private static SyncReport sync(CapsuleClient client) {
        return client.sync(SyncOptions.ALL, SyncListener.NONE);
    }

    @Test
    void shouldGiveTheSecondDeviceEveryByte_whenTheFirstImports() throws IOException {
        var files = List.of(photo("a/one.jpg", 3), photo("b/two.jpg", 65_520), photo("three.jpg", 3_000_001));
        Files.write(photos.resolve("note.txt"), "no photo".getBytes(StandardCharsets.UTF_8));

        var report = importAll();

        assertThat(report.skipped()).singleElement().satisfies(s -> assertThat(s.path())
                .isEqualTo(photos.toAbsolutePath().resolve("note.txt")));
        assertThat(report.failed()).isEmpty();
        assertThat(report.committed()).hasSize(files.size());
        try (var second = second()) {
            var synced = sync(second);

            assertThat(synced.isClean()).isTrue();
            assertThat(synced.applied()).hasSize(report.committed().size());
            for (var asset : report.committed()) {
                var here = second.library().find(asset.id()).orElseThrow();
                assertThat(here.original().orElseThrow()).hasSameBinaryContentAs(asset.path());
            }
            assertThat(sync(second).entries()).isZero();
        }
        assertThat(sync(first).applied()).isEmpty();
    }

    @Test
    void shouldSendNothing_whenEverythingIsKnown() throws IOException {
        photo("one.jpg", 5_000);
        photo("two.jpg", 6_000);
        Files.copy(photos.resolve("one.jpg"), photos.resolve("same.jpg"));
        var again = importAll();
        assertThat(again.committed()).hasSize(2);
        assertThat(again.known()).hasSize(1);
        long before = server.count("POST /upload");

        var report = importAll();

        assertThat(report.committed()).isEmpty();
        assertThat(report.known()).hasSize(3);
        assertThat(server.count("POST /upload")).isEqualTo(before);
    }

    @Test
    void shouldSendTheSameBytesFromWhereItStopped_whenTheLineBreaks() throws IOException {
        photo("big.jpg", 1_000_000);
        var patches = new AtomicInteger();
        server.cut = request -> request.startsWith("PATCH") && patches.incrementAndGet() > 3;

        var broken = importAll();

        assertThat(broken.committed()).isEmpty();
        assertThat(broken.failed()).singleElement().satisfies(f -> assertThat(f.code())
                .isEqualTo("SERVER_UNREACHABLE"));
        assertThat(first.uploads().staged()).isEqualTo(1);
        long opened =
                server.requests().stream().filter(r -> r.equals("POST /upload")).count();
        server.cut = request -> false;
        first.close();
        first = CapsuleClient.open(config("one"), PASSPHRASE);

        var resumed = importAll();

        assertThat(resumed.committed()).hasSize(1);
        assertThat(first.uploads().staged()).isZero();
        // 1,000,016 bytes are four chunks of 256 KiB; the two the server had were not sent again.
        assertThat(server.blobs()).hasSize(2);
        assertThat(server.requests().stream()
                        .filter(r -> r.equals("POST /upload"))
                        .count())
                .isEqualTo(opened + 2);
    }

    @Test
    void shouldWaitForTheVerdict_whenTheLastAnswerWasLostAndTheUploadIsBeingFinalised() throws IOException {
        photo("big.jpg", 300_000);
        server.finalising = true;

        assertThat(importAll().committed()).hasSize(1);
    }

    @Test
    void shouldEncryptAgainToTheSameBytes_whenTheCiphertextFileWasLost() throws IOException {
        var source = photo("big.jpg", 300_000);
        server.busy = request -> request.equals("POST /upload");
        importAll();
        try (var outgoing = Files.list(first.library().paths().outgoing())) {
            for (var file : outgoing.toList()) {
                Files.delete(file);
            }
        }
        server.busy = request -> false;

        var resumed = importAll();

        assertThat(resumed.committed()).singleElement().satisfies(asset -> assertThat(asset.plaintextHash())
                .isEqualTo(Sha256.hash(Files.readAllBytes(source))));
    }

    @Test
    void shouldNotSendOtherBytesUnderTheSameSignature_whenTheSourceChanged() throws IOException {
        var source = photo("big.jpg", 300_000);
        server.busy = request -> request.equals("POST /upload");
        importAll();
        first.library().paths();
        try (var outgoing = Files.list(first.library().paths().outgoing())) {
            for (var file : outgoing.toList()) {
                Files.delete(file);
            }
        }
        byte[] changed = Files.readAllBytes(source);
        changed[1000] ^= 1;
        Files.write(source, changed);
        server.busy = request -> false;

        assertThat(importAll().failed()).singleElement().satisfies(f -> assertThat(f.code())
                .isEqualTo("SOURCE_CHANGED"));
        assertThat(importAll().committed()).singleElement().satisfies(asset -> assertThat(asset.plaintextHash())
                .isEqualTo(Sha256.hash(changed)));
    }

    @Test
    void shouldWaitForTheServer_whenItIsBusyForAMoment() throws IOException {
        photo("one.jpg", 5_000);
        var asked = new AtomicInteger();
        server.busy = request -> request.equals("POST /upload") && asked.incrementAndGet() < 3;

        assertThat(importAll().committed()).hasSize(1);
    }

    @Test
    void shouldShowNothingReadable_whenTheServerLooks() throws IOException {
        var marker = "MARKER-in-the-clear".getBytes(StandardCharsets.US_ASCII);
        var file = photo("one.jpg", 5_000);
        byte[] content = Files.readAllBytes(file);
        System.arraycopy(marker, 0, content, 100, marker.length);
        Files.write(file, content);
        importAll();

        assertThat(server.blobs()).isNotEmpty().noneSatisfy(blob -> assertThat(
                        new String(blob, StandardCharsets.ISO_8859_1))
                .contains("MARKER"));
    }

    @Test
    void shouldQuarantine_whenTheServerForgesAManifest() throws IOException {
        photo("one.jpg", 5_000);
        importAll();
        try (var second = second()) {
            server.lie = changed("manifest", bytes -> {
                bytes[bytes.length - 1] ^= 1;
                return bytes;
            });

            var report = sync(second);

            assertThat(report.applied()).isEmpty();
            assertThat(report.refused()).extracting(RefusedEntry::code).containsExactly("BAD_WRITE_SIG");
            assertThat(second.library().assets()).isEmpty();
            assertThat(second.library().quarantine().items()).hasSize(1);
        }
    }

    @Test
    void shouldQuarantine_whenTheMetadataIsNotTheSigned() throws IOException {
        photo("one.jpg", 5_000);
        importAll();
        try (var second = second()) {
            server.lie = changed("metadata_blob", bytes -> {
                bytes[40] ^= 1;
                return bytes;
            });

            assertThat(sync(second).refused()).extracting(RefusedEntry::code).containsExactly("METADATA_DIVERGENCE");
        }
    }

    private static UnaryOperator<ObjectNode> changed(String member, UnaryOperator<byte[]> change) {
        return entry -> entry.put(
                member,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(change.apply(
                                Base64.getUrlDecoder().decode(entry.path(member).asText()))));
    }

    @Test
    void shouldQuarantineAndKeepNothing_whenTheCiphertextIsCorrupt() throws IOException {
        photo("one.jpg", 5_000);
        importAll();
        try (var second = second()) {
            server.corrupt = bytes -> {
                bytes[17] ^= 1;
                return bytes;
            };

            assertThat(sync(second).refused())
                    .extracting(RefusedEntry::code)
                    .containsExactly("CIPHERTEXT_HASH_MISMATCH");
            assertThat(second.library().assets()).isEmpty();
        }
        assertThat(server.count("GET /blob")).isEqualTo(3);
    }

    @Test
    void shouldRefuseThePage_whenTheFeedGoesBack() throws IOException {
        photo("one.jpg", 5_000);
        importAll();
        try (var second = second()) {
            sync(second);
            var mark = second.library().state().album(album);
            var cursor = second.library().state().cursor();
            photo("two.jpg", 6_000);
            importAll();
            server.lie = entry -> entry.put("sync_seq", 1);

            assertThatThrownBy(() -> sync(second))
                    .isInstanceOfSatisfying(
                            ClientException.class, e -> assertThat(e.code()).isEqualTo("SYNC_REWIND"));
            assertThat(second.library().assets()).hasSize(1);
            assertThat(second.library().state().album(album)).isEqualTo(mark);
            assertThat(second.library().state().cursor()).isEqualTo(cursor);

            server.lie = entry -> entry;
            assertThat(sync(second).applied()).hasSize(1);
        }
    }

    @Test
    void shouldKeepTheCursor_whenThePageCouldNotBeApplied() throws IOException {
        photo("one.jpg", 5_000);
        importAll();
        try (var second = second()) {
            server.cut = request -> request.startsWith("GET /blob");
            assertThatThrownBy(() -> sync(second)).isInstanceOf(ServerUnreachableException.class);
            assertThat(second.library().state().cursor()).isEmpty();

            server.cut = request -> false;
            assertThat(sync(second).applied()).hasSize(1);
        }
    }

    @Test
    void shouldGoOnWhereTheDownloadStopped_whenTheLineBreaks() throws IOException {
        photo("big.jpg", 10_000_000);
        importAll();
        try (var second = second()) {
            var ranges = new AtomicInteger();
            server.cut = request -> request.startsWith("GET /blob") && ranges.incrementAndGet() > 1;
            assertThatThrownBy(() -> sync(second)).isInstanceOf(ServerUnreachableException.class);
            server.cut = request -> false;

            var report = sync(second);

            assertThat(report.applied()).hasSize(1);
            assertThat(report.bytes()).isLessThan(10_000_000 - 4_000_000 + 10_000);
        }
    }

    @Test
    void shouldFollowTheOtherDevice_whenItDeletesAndRestores() throws IOException {
        photo("one.jpg", 5_000);
        var id = importAll().committed().getFirst().id();
        try (var second = second()) {
            sync(second);
            first.delete(id, Duration.ofDays(30));

            sync(second);
            assertThat(second.library().find(id).orElseThrow().state()).isEqualTo(LibraryAsset.State.TRASHED);

            second.restore(id);
            sync(first);
            assertThat(first.library().find(id).orElseThrow().state()).isEqualTo(LibraryAsset.State.LIVE);
        }
    }

    @Test
    void shouldKeepTheBytes_whenTheServerPurgesTooEarly() throws IOException {
        photo("one.jpg", 5_000);
        var id = importAll().committed().getFirst().id();
        try (var second = second()) {
            sync(second);
            first.delete(id, Duration.ofDays(30));
            sync(second);
            server.lie = entry -> {
                entry.remove("metadata_blob");
                return entry.put("change_kind", "purged").put("sync_seq", 9);
            };
            second.library().state().forgetCursor();

            assertThat(sync(second).refused()).extracting(RefusedEntry::code).containsExactly("STRUCTURAL");
            assertThat(second.library().find(id).orElseThrow().original()).isPresent();
        }
        var later = Clock.fixed(Instant.now().plus(Duration.ofDays(31)), ZoneOffset.UTC);
        try (var second = CapsuleClient.open(config("two").clock(later), PASSPHRASE)) {
            second.library().state().forgetCursor();

            sync(second);

            assertThat(second.library().find(id).orElseThrow().state()).isEqualTo(LibraryAsset.State.PURGED);
        }
    }

    @Test
    void shouldRefuseStaleState_whenTheServerOffersAnOlderHead() throws IOException {
        photo("one.jpg", 5_000);
        var id = importAll().committed().getFirst().id();
        try (var second = second()) {
            sync(second);
            byte[] created =
                    second.library().chain(id).records().getFirst().encoded().toArray();
            first.delete(id, Duration.ofDays(30));
            sync(second);
            second.restore(id);
            server.lie = changed("manifest", bytes -> created.clone());
            second.library().state().forgetCursor();

            var report = sync(second);

            assertThat(report.refused()).extracting(RefusedEntry::code).containsExactly("STALE_REVIVAL");
            assertThat(second.library().find(id).orElseThrow().state()).isEqualTo(LibraryAsset.State.LIVE);
        }
    }

    @Test
    void shouldGetOneOriginal_whenOnlyMetadataWasSynced() throws IOException {
        var source = photo("one.jpg", 5_000);
        var id = importAll().committed().getFirst().id();
        try (var second = second()) {
            second.sync(SyncOptions.METADATA_ONLY, SyncListener.NONE);
            assertThat(second.library().find(id).orElseThrow().original()).isEmpty();

            assertThat(second.original(id)).hasSameBinaryContentAs(source);
            assertThat(second.library().find(id).orElseThrow().original()).isPresent();
        }
    }

    @Test
    void shouldBringTheKeysOfANewAlbum_whenAnotherDeviceMadeIt() throws IOException {
        try (var second = second()) {
            var later = first.createAlbum("Later").id();
            photo("one.jpg", 5_000);
            first.importFolder(later, photos, ImportOptions.DEFAULT, ImportListener.NONE);

            assertThat(sync(second).applied()).hasSize(1);
            assertThat(second.album("Later").id()).isEqualTo(later);
        }
    }

    @Test
    void shouldReportTheSameOrder_whenManyFilesAreImported() throws IOException {
        for (int i = 0; i < 20; i++) {
            photo("p%02d.jpg".formatted(i), 1_000 + i);
        }

        var report = importAll();

        var names = report.committed().stream()
                .map(a -> a.path().getFileName().toString())
                .toList();
        assertThat(names)
                .isEqualTo(
                        IntStream.range(0, 20).mapToObj("p%02d.jpg"::formatted).toList());
        assertThat(report.bytes())
                .isEqualTo(IntStream.range(0, 20).map(i -> 1_000 + i).sum());
        assertThat(Arrays.asList(report.committed().toArray())).doesNotHaveDuplicates();
    }
}
