package dev.capsule.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.fixture.ManifestForge;
import dev.capsule.client.fixture.World;
import dev.capsule.client.library.LibraryState.AlbumMark;
import dev.capsule.client.verify.LocalChain;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.metadata.SidecarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    private static final World WORLD = new World();

    @TempDir
    private Path root;

    private final LocalChain created =
            LocalChain.of(List.of(ManifestForge.create(WORLD).manifest()));
    private final LocalChain deleted = created.append(ManifestForge.after(
                    WORLD,
                    Action.DELETE,
                    created.head().orElseThrow(),
                    created.content().orElseThrow())
            .manifest());
    private final Sidecar sidecar = new SidecarBuilder(WORLD.asset, Sha256.hash(new byte[] {1}), ContentType.JPEG)
            .times(Timestamp.parse("2019-12-31T23:59:59.000Z"), World.NOW)
            .importedBy(WORLD.adaDeviceId, SessionId.generate())
            .signedBy(WORLD.ada, WORLD.adaDeviceId)
            .sign(WORLD.adaDevice);

    private Path bucket;
    private Path original;

    @BeforeEach
    void name() {
        bucket = root.toAbsolutePath().resolve("media/2019/2019-12");
        original = bucket.resolve(WORLD.asset + ".jpg");
    }

    private Library open() {
        return Library.open(root, Clock.systemUTC());
    }

    private static Path incoming(Library library) throws IOException {
        return Files.write(library.incomingOriginal(WORLD.asset), new byte[] {1});
    }

    @Test
    void shouldLayOutTheThreeFiles_whenAnAssetIsStored() throws IOException {
        try (var library = open()) {
            var stored = library.put(created, sidecar, Optional.of(incoming(library)));

            assertThat(stored.original()).contains(original);
            assertThat(original).hasBinaryContent(new byte[] {1});
            assertThat(bucket.resolve(WORLD.asset + ".cbor"))
                    .hasBinaryContent(sidecar.encoded().toArray());
            assertThat(bucket.resolve(WORLD.asset + ".provenance.cbor")).exists();
            assertThat(library.chain(WORLD.asset)).isEqualTo(created);
            assertThat(library.sidecar(WORLD.asset)).contains(sidecar);
            assertThat(library.findByContent(WORLD.album, Sha256.hash(new byte[] {1})))
                    .isPresent();
        }
        try (var files = Files.walk(root)) {
            assertThat(files.filter(
                            f -> f.toString().endsWith(".tmp") || f.toString().endsWith(".bak")))
                    .isEmpty();
        }
    }

    @Test
    void shouldMoveTheOriginalToTheTrashAndBack_whenTheStateSaysSo() throws IOException {
        try (var library = open()) {
            library.put(created, sidecar, Optional.of(incoming(library)));
            var trashed = library.put(deleted, sidecar, Optional.empty());

            assertThat(trashed.state()).isEqualTo(LibraryAsset.State.TRASHED);
            assertThat(original).doesNotExist();
            assertThat(trashed.original().orElseThrow()).hasBinaryContent(new byte[] {1});

            var restored = deleted.append(ManifestForge.after(
                            WORLD,
                            Action.TRASH_RESTORE,
                            deleted.head().orElseThrow(),
                            created.content().orElseThrow())
                    .manifest());
            assertThat(library.put(restored, sidecar, Optional.empty()).original())
                    .contains(original);
        }
    }

    @Test
    void shouldKeepOnlyTheHistory_whenPurged() throws IOException {
        try (var library = open()) {
            library.put(created, sidecar, Optional.of(incoming(library)));
            library.put(deleted, sidecar, Optional.empty());
            library.purge(WORLD.asset);

            assertThat(library.find(WORLD.asset).orElseThrow().state()).isEqualTo(LibraryAsset.State.PURGED);
            assertThat(library.chain(WORLD.asset).purged()).isTrue();
            assertThat(bucket.resolve(WORLD.asset + ".cbor")).doesNotExist();
            assertThat(bucket.resolve(WORLD.asset + ".provenance.cbor")).exists();
        }
    }

    @Test
    void shouldListTheSame_whenTheIndexIsRebuilt() throws IOException {
        List<LibraryAsset> before;
        try (var library = open()) {
            library.put(created, sidecar, Optional.of(incoming(library)));
            before = library.assets();
        }
        Files.delete(root.resolve("index/library.sqlite"));

        try (var library = open()) {
            assertThat(library.assets()).isEqualTo(before);
        }
    }

    @Test
    void shouldRefuse_whenAnotherHasItOpen() {
        try (var library = open()) {
            assertThat(library.assets()).isEmpty();
            assertThatThrownBy(this::open).isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code())
                    .isEqualTo("LIBRARY_LOCKED"));
        }
        open().close();
    }

    @Test
    void shouldRollBack_whenACrashLeftAnUpdateHalfDone() throws IOException {
        try (var library = open()) {
            library.put(created, sidecar, Optional.of(incoming(library)));
        }
        var provenance = bucket.resolve(WORLD.asset + ".provenance.cbor");
        byte[] good = Files.readAllBytes(provenance);
        // As after the rename of the sidecar and before that of the provenance.
        var sidecarFile = bucket.resolve(WORLD.asset + ".cbor");
        Files.move(sidecarFile, sidecarFile.resolveSibling(sidecarFile.getFileName() + ".bak"));
        Files.write(sidecarFile, new byte[] {0});
        Files.createLink(provenance.resolveSibling(provenance.getFileName() + ".bak"), provenance);
        Files.write(provenance.resolveSibling(provenance.getFileName() + ".tmp"), new byte[] {0});
        var relative = root.toAbsolutePath().relativize(bucket);
        Files.writeString(
                root.resolve(".library/txn/x.json"),
                "{\"targets\":[{\"target\":\"" + relative.resolve(sidecarFile.getFileName())
                        + "\",\"replaces\":true},{\"target\":\""
                        + relative.resolve(provenance.getFileName()) + "\",\"replaces\":true}]}");

        try (var library = open()) {
            assertThat(library.sidecar(WORLD.asset)).contains(sidecar);
            assertThat(library.chain(WORLD.asset)).isEqualTo(created);
        }
        assertThat(provenance).hasBinaryContent(good);
        try (var files = Files.list(bucket)) {
            assertThat(files).hasSize(3);
        }
        try (var files = Files.list(root.resolve(".library/txn"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldOnlyRise_whenMarksAreRecorded() {
        try (var library = open()) {
            library.state().applied(Optional.of("a"), Map.of(WORLD.album, new AlbumMark(7, 2)));
            library.state().applied(Optional.of("b"), Map.of(WORLD.album, new AlbumMark(3, 1)));
        }
        try (var library = open()) {
            assertThat(library.state().album(WORLD.album)).isEqualTo(new AlbumMark(7, 2));
            assertThat(library.state().cursor()).contains("b");
        }
    }

    @Test
    void shouldRefuseToStart_whenTheStateIsDamaged() throws IOException {
        try (var library = open()) {
            library.state().applied(Optional.of("a"), Map.of());
        }
        Files.write(root.resolve(".library/state.cbor"), new byte[] {1, 2, 3});

        assertThatThrownBy(this::open).isInstanceOfSatisfying(ClientException.class, e -> assertThat(e.code())
                .isEqualTo("STATE_DAMAGED"));
    }

    @Test
    void shouldCountRepeats_whenTheSameIsQuarantinedAgain() {
        try (var library = open()) {
            var hash = Optional.of(Sha256.ZERO);
            var quarantine = library.quarantine();
            quarantine.put(WORLD.asset, "BAD_WRITE_SIG", "x", "sync", hash, Map.of("manifest.cbor", new byte[] {1}));
            quarantine.put(WORLD.asset, "BAD_WRITE_SIG", "x", "sync", hash, Map.of("manifest.cbor", new byte[] {1}));
            quarantine.put(WORLD.asset, "WRONG_EPOCH", "y", "sync", hash, Map.of());

            assertThat(quarantine.items())
                    .extracting(Quarantine.Item::code, Quarantine.Item::count)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("BAD_WRITE_SIG", 2L),
                            org.assertj.core.groups.Tuple.tuple("WRONG_EPOCH", 1L));
            assertThat(quarantine.contains(WORLD.asset, Sha256.ZERO)).isTrue();
        }
    }
}
