package dev.capsule.validation.conformance;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochOp;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.DerivativeRole;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.validation.fixture.Album;
import dev.capsule.validation.fixture.Api;
import dev.capsule.validation.fixture.Asset;
import dev.capsule.validation.fixture.Derivatives;
import dev.capsule.validation.fixture.Person;
import dev.capsule.validation.fixture.Tables;
import dev.capsule.validation.fixture.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The plain state every vector begins with, one live asset in a shared album, and what {@code given} adds to it. */
final class World {
    static final String OPERATION = "01900000-0000-7000-8000-000000000001";

    private final Map<String, Person> people = Map.of(
            "owner", Person.named("alice").published(),
            "writer", Person.named("writer").published(),
            "reader", Person.named("reader").published(),
            "stranger", Person.named("stranger").published());
    private final Album album = Album.of(
                    person("owner"), Album.writer(person("writer")), Album.reader(person("reader")))
            .created();
    private final Asset asset = Asset.committed(album);
    private @Nullable Manifest prepared;

    World(List<String> given, Vector.When when) {
        prepared = when.send().equals("prepared") ? sound("delete", person("owner"), 0) : null;
        given.forEach(this::add);
    }

    /** What only a running world knows, as the value of a field. */
    Cbor named(String name) {
        return switch (name) {
            case "the asset's id" -> Cbor.of(asset.id);
            case "the album's id" -> Cbor.of(album.id);
            case "the reader's id" -> Cbor.of(person("reader").user());
            case "the hash of the last attestation" -> Cbor.of(album.last().hash());
            default -> throw new IllegalArgumentException("nothing is called " + name);
        };
    }

    /** The next version of the owner's directory, with the same one device. */
    DeviceDirectory directory() {
        return person("owner").directory(2, person("owner").entry());
    }

    /** The next attestation, with the same members. */
    EpochAttestation attestation(EpochOp op) {
        return album.next(
                op,
                op == EpochOp.REKEY,
                Album.administrator(person("owner")),
                Album.writer(person("writer")),
                Album.reader(person("reader")));
    }

    /** A sound album of the owner, not created yet. */
    Album another() {
        return Album.of(person("owner"));
    }

    UpgradeIntent intent(Person proposer, double days) {
        var deadline = TestClock.now().plus(Duration.ofSeconds((long) (days * 86_400)));
        return UpgradeIntent.sign(
                album.id,
                ProtocolVersion.CURRENT.date(),
                "2026-09-30",
                IntentId.generate(),
                proposer.user(),
                proposer.device(),
                new Timestamp(deadline),
                proposer.deviceKey());
    }

    Person person(String name) {
        var person = people.get(name);
        if (person == null) {
            throw new IllegalArgumentException("nobody is called " + name);
        }
        return person;
    }

    Album album() {
        return album;
    }

    private void add(String state) {
        switch (state) {
            case "the asset is in the trash" -> asset.write(Action.DELETE);
            case "the asset was replaced" -> asset.commit(asset.draft(Action.REPLACE, TestClock.now()));
            case "the album is frozen" ->
                Tables.execute("update album_state set frozen = true where album_id = '" + album.id + "'");
            case "an upgrade is pending" ->
                Tables.execute("update album_state set upgrade_intent = uuidv7(), upgrade_to = '2026-05-31',"
                        + " upgrade_deadline = now() + interval '1 day' where album_id = '" + album.id + "'");
            case "the upgrade is past its deadline" ->
                Tables.execute("update album_state set upgrade_intent = uuidv7(), upgrade_to = '2026-05-31',"
                        + " upgrade_deadline = now() - interval '1 day' where album_id = '" + album.id + "'");
            case "the owner is suspended" ->
                Tables.execute("insert into suspended_user values ('home.localhost', '"
                        + person("owner").user() + "', now())");
            case "the device is revoked" -> revoke();
            case "a later epoch was used" -> {
                next(EpochOp.ROTATE, false);
                Asset.committed(album);
            }
            case "the floor was raised" -> next(EpochOp.REKEY, true);
            case "the album has another pin" -> {
                Tables.execute("alter table album disable trigger append_only");
                Tables.execute("update album set pin = '2025-01-01' where album_id = '" + album.id + "'");
                Tables.execute("alter table album enable always trigger append_only");
            }
            case "the operation id was used" ->
                Tables.execute("insert into operation values ('home.localhost', '"
                        + person("owner").user() + "', '" + OPERATION + "', sha256('another'))");
            case "the retention is over" ->
                Tables.execute("update asset set state = 'trashed', retention_until = now() where asset_id = '"
                        + asset.id + "'");
            case "the writer was removed" ->
                album.attest(
                        EpochOp.REMOVE, true, Album.administrator(person("owner")), Album.reader(person("reader")));
            default -> throw new IllegalArgumentException("no such state: " + state);
        }
    }

    private void next(EpochOp op, boolean raisesFloor) {
        album.attest(
                op,
                raisesFloor,
                Album.administrator(person("owner")),
                Album.writer(person("writer")),
                Album.reader(person("reader")));
    }

    private void revoke() {
        var owner = person("owner");
        var revoked = owner.directory(2, owner.entry().revoked(new Timestamp(TestClock.now())));
        Api.put(owner, "/directories/" + owner.user(), revoked.encoded().toArray())
                .then()
                .statusCode(201);
    }

    /** A manifest that would be taken, or be refused for its action alone. */
    Manifest sound(String send, Person author, double days) {
        var at = TestClock.now().plus(Duration.ofSeconds((long) (days * 86_400)));
        return switch (send) {
            case "prepared" -> Objects.requireNonNull(prepared);
            case "create" -> Asset.in(album, author).draft(Action.CREATE, at).manifest();
            case "derivative-original" -> Derivatives.original(asset.by(author), DerivativeRole.PREVIEW);
            case "derivative-upload" -> Derivatives.thumbnail(asset.by(author), "image/webp", null);
            default -> asset.by(author).draft(action(send), at).manifest();
        };
    }

    private static Action action(String word) {
        return WireEnum.find(Action.class, word).orElseThrow();
    }
}
